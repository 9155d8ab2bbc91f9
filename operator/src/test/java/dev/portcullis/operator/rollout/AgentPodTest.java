package dev.portcullis.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentPodTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "True, 2026-01-02T02:00:00Z, READY",
        "True, 2026-01-02T03:04:00Z, JUST_READY",
        "True, 2026-01-02T03:04:20Z, JUST_READY", // a clock that is ahead
        "True, 2026-01-02T09:00:00Z, READY", // a clock that nobody has set
        "True, , READY",
        "False, 2026-01-02T03:04:00Z, NOT_READY",
        "Unknown, 2026-01-02T03:04:00Z, NOT_READY"
    })
    void whatThePodSaysOfItsNode(String ready, @Nullable String since, AgentPod.State expected) {
        assertThat(AgentPod.of(pod(ready, since), NOW)).contains(new AgentPod("n1", "agent-1", expected));
    }

    @Test
    void aPodThatIsGoingIsNotAskedForAnything() {
        Pod going = pod("True", null)
                .edit()
                .editMetadata()
                .withDeletionTimestamp("2026-01-02T03:04:05Z")
                .endMetadata()
                .build();
        assertThat(AgentPod.of(going, NOW)).map(AgentPod::state).contains(AgentPod.State.NOT_READY);
    }

    @Test
    void aPodThatWaitsForTheSchedulerNamesItsNode() {
        Pod pending = new PodBuilder()
                .withNewMetadata()
                .withName("agent-2")
                .endMetadata()
                .withNewSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues("n2")
                .endMatchField()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();
        assertThat(AgentPod.of(pending, NOW)).contains(new AgentPod("n2", "agent-2", AgentPod.State.NOT_READY));
        assertThat(AgentPod.of(AgentPod.slim(pending), NOW)).isEqualTo(AgentPod.of(pending, NOW));
    }

    @Test
    void aPodThatIsOnItsWayToNoNodeSaysNothing() {
        Pod lost = pod("False", null)
                .edit()
                .editSpec()
                .withNodeName(null)
                .endSpec()
                .build();
        assertThat(AgentPod.of(lost, NOW)).isEmpty();
    }

    @Test
    void whatIsKeptInMemorySaysTheSame() {
        Pod pod = pod("True", "2026-01-02T03:04:00Z");
        assertThat(AgentPod.of(AgentPod.slim(pod), NOW)).isEqualTo(AgentPod.of(pod, NOW));
        assertThat(AgentPod.slim(pod).getSpec().getContainers()).isEmpty();
        assertThat(AgentPod.slim(pod).getMetadata().getResourceVersion()).isEqualTo("7");
    }

    private static Pod pod(String ready, @Nullable String since) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("agent-1")
                .withNamespace("portcullis-system")
                .withResourceVersion("7")
                .endMetadata()
                .withNewSpec()
                .withNodeName("n1")
                .addNewContainer()
                .withName("agent")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("ContainersReady")
                .withStatus("False")
                .endCondition()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastTransitionTime(since)
                .endCondition()
                .endStatus()
                .build();
    }
}
