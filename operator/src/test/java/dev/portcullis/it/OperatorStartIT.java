package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Member;
import dev.portcullis.machine.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that may not read yet what it has to know. */
class OperatorStartIT {

    private final Cluster cluster = Cluster.shared();

    /** An upgrade can bring the operator before its rights. */
    @Test
    void anOperatorWithoutTheRightToSeeAgentsIsNotReadyAndGoesOnWhenItGetsIt(@TempDir Path home) throws Exception {
        cluster.kubectl("-n", Cluster.NAMESPACE, "patch", "role", "portcullis-operator", "--type=json", "--patch", """
                        [{"op": "test", "path": "/rules/4/resources", "value": ["pods"]}, {"op": "remove", "path": "/rules/4"}]""")
                .expectSuccess();
        try (Member early = Member.operator(home, "early", "--lease-duration", "3s")) {
            await("the complaint").atMost(Deadline.STEP).untilAsserted(() -> assertThat(early.log())
                    .contains("cannot read the agents' pods, and says nothing new of any rollout until it can"));
            assertThat(early.probe("/readyz")).isFalse();
            assertThat(early.probe("/livez")).isTrue();
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", "config/cluster")
                    .expectSuccess();
            early.awaitReady();
        } finally {
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", "config/cluster")
                    .expectSuccess();
        }
    }

    @Test
    void anOperatorWithoutTheRightToSeeAgentsEndsWhenItIsTold(@TempDir Path home) throws Exception {
        cluster.kubectl("-n", Cluster.NAMESPACE, "delete", "rolebinding", "portcullis-operator")
                .expectSuccess();
        try (Member early = Member.operator(home, "early", "--lease-duration", "3s")) {
            await("the complaint").atMost(Deadline.STEP).untilAsserted(() -> assertThat(early.log())
                    .contains("cannot read"));
            assertThat(early.endsWithin(Duration.ofSeconds(20))).isTrue();
        } finally {
            cluster.kubectl("apply", "--server-side", "-k", "config/cluster").expectSuccess();
        }
    }
}
