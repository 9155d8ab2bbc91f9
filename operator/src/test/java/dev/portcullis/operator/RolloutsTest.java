package dev.portcullis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.rendition.Subject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutsTest {

    private final Subject a = Subject.profile("a");
    private final Subject b = Subject.policy("a");
    private final Rollouts rollouts = new Rollouts();

    @BeforeEach
    void twoObjectsOnTwoNodes() {
        rollouts.carried(a, 10);
        rollouts.carried(b, 20);
        rollouts.report("n1", upTo(15));
        rollouts.report("n2", upTo(20));
    }

    @Test
    void oneNumberPerNodeAnswersForAllObjects() {
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
        assertThat(rollouts.progress(b)).isEqualTo(new Progress(2, 1, List.of(), List.of("n1")));
    }

    @Test
    void aReportConcernsOnlyTheObjectsThatItPassed() {
        assertThat(rollouts.report("n1", upTo(19))).isEmpty();
        assertThat(rollouts.report("n1", upTo(20))).containsExactly(b);
        assertThat(rollouts.report("n1", upTo(20))).isEmpty();
    }

    @Test
    void aNodeThatFallsBackConcernsWhatItLost() {
        assertThat(rollouts.report("n2", upTo(10))).containsExactly(b);
        assertThat(rollouts.report("n2", upTo(9))).containsExactly(a);
    }

    @Test
    void aNodeThatComesOrGoesConcernsEverything() {
        assertThat(rollouts.report("n3", upTo(20))).containsExactlyInAnyOrder(a, b);
        assertThat(rollouts.report("n3", null)).containsExactlyInAnyOrder(a, b);
        assertThat(rollouts.desired()).isEqualTo(2);
    }

    @Test
    void aFailureIsNotSyncedHoweverFarTheNodeIs() {
        FileFailure failure = new FileFailure("a.json", "NoSpace", "no space left");
        assertThat(rollouts.report("n2", new NodeReport(30, Map.of(a, List.of(failure)))))
                .containsExactly(a);
        assertThat(rollouts.progress(a))
                .isEqualTo(new Progress(2, 1, List.of(new NodeFailure("n2", "NoSpace", "no space left")), List.of()));
        assertThat(rollouts.progress(a).settled()).isTrue();
        assertThat(rollouts.progress(a).complete()).isFalse();
        assertThat(rollouts.report("n2", upTo(30))).containsExactly(a);
    }

    @Test
    void bothFilesOfAPolicyCanFail() {
        rollouts.report(
                "n2",
                new NodeReport(
                        30,
                        Map.of(
                                b,
                                List.of(
                                        new FileFailure("policy/a.capabilities.json", "NoSpace", "no space left"),
                                        new FileFailure(
                                                "policy/a.seccomp.json", "KernelTooOld", "needs kernel 9.0")))));
        assertThat(rollouts.progress(b).failures())
                .containsExactly(new NodeFailure(
                        "n2",
                        "NoSpace",
                        "policy/a.capabilities.json: no space left; policy/a.seccomp.json: needs kernel 9.0"));
        assertThat(rollouts.progress(a).failures()).isEmpty();
    }

    @Test
    void aNewRevisionStartsFromNothing() {
        rollouts.carried(a, 30);
        assertThat(rollouts.progress(a).synced()).isZero();
        assertThat(rollouts.report("n1", upTo(29))).containsExactly(b);
        assertThat(rollouts.report("n1", upTo(30))).containsExactly(a);
    }

    @Test
    void aNodeWhoseAgentNeverCameUpIsMissing() {
        assertThat(rollouts.daemonSetWants(3)).containsExactlyInAnyOrder(a, b);
        assertThat(rollouts.progress(a).complete()).isFalse();
        assertThat(rollouts.progress(a).settled()).isFalse();
        assertThat(rollouts.daemonSetWants(1)).containsExactlyInAnyOrder(a, b);
        assertThat(rollouts.daemonSetWants(2)).isEmpty();
    }

    @Test
    void nobodyHasWhatIsNotCarried() {
        rollouts.drop(a);
        assertThat(rollouts.progress(a).synced()).isZero();
        assertThat(rollouts.report("n1", upTo(0))).isEmpty();
    }

    private static NodeReport upTo(long revision) {
        return new NodeReport(revision, Map.of());
    }
}
