package dev.portcullis.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.rollout.AgentPod.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserverWatchTest {

    @Test
    void aNodeHasAnObserverWhileAnyOfItsPodsIsReady() {
        Observers observers = ObserverWatch.of(List.of(
                new AgentPod("n1", "old", State.READY),
                new AgentPod("n1", "new", State.NOT_READY),
                new AgentPod("n2", "a", State.JUST_READY),
                new AgentPod("n4", "c", State.NOT_READY),
                new AgentPod("n3", "b", State.NOT_READY)));
        assertThat(observers).isEqualTo(new Observers(2, List.of("n3", "n4")));
        assertThat(ObserverWatch.of(List.of())).isEqualTo(Observers.NONE);
    }
}
