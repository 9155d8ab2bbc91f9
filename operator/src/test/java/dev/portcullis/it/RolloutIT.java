package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.machine.Deadline;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutIT {

    private Fleet fleet;

    @BeforeAll
    void threeNodes(@TempDir Path home) {
        fleet = Fleet.start(home, "rollout", 3);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void createEditAndDeleteReachEveryNodeAndTheStatus() throws IOException {
        SeccompProfile created = fleet.apply("web", "read", "write");
        fleet.awaitSynced(created, 3);
        String first = fleet.digest(1, "web");
        assertThat(fleet.file(1, "web"))
                .hasContent(((Rendering.Rendered) new Renderer(Path.of("/"))
                                .render("web", created.getSpec(), Bases.NONE, Target.UNPRIVILEGED))
                        .document());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fleet.file(1, "web"))))
                .isEqualTo("rw-r--r--");
        SeccompProfileStatus status = fleet.status("web");
        assertThat(status.localhostProfile()).isEqualTo("portcullis/web.json");
        assertThat(status.syscalls()).isEqualTo(2);

        fleet.awaitSynced(fleet.apply("web", "read", "write", "close"), 3);
        assertThat(fleet.digest(1, "web")).isNotEqualTo(first);
        assertThat(fleet.status("web").syscalls()).isEqualTo(3);

        Cluster.shared().kubectl("delete", "seccompprofile", "web").expectSuccess();
        fleet.awaitGone("web", 3);
    }

    @Test
    void aNodeThatJoinsLaterGetsEverythingAndCounts() throws Exception {
        SeccompProfile one = fleet.apply("early-one", "read");
        SeccompProfile two = fleet.apply("early-two", "write");
        fleet.awaitSynced(one, 3);
        fleet.awaitSynced(two, 3);

        try (Member late = fleet.join(4).awaitReady()) {
            assertThat(fleet.file(4, "early-one")).exists();
            assertThat(fleet.file(4, "early-two")).exists();
            assertThat(fleet.status("early-one").nodes()).as("no news").isEqualTo(NodeCounts.of(3, 3, 0));
            fleet.awaitSynced(fleet.apply("early-one", "read", "close"), 4);
        } finally {
            Cluster.shared().removeNode(fleet.node(4));
        }
        fleet.awaitSynced(fleet.apply("early-two", "write", "close"), 3);
    }

    @Test
    void applyingAnUnchangedProfileAgainWritesNothingAnywhere() {
        Path sample = Cluster.ROOT.resolve("config/samples/nginx.yaml");
        Cluster.shared().kubectl("apply", "-f", sample.toString()).expectSuccess();
        fleet.awaitSynced(Objects.requireNonNull(fleet.get("nginx")), 3);
        AuditLog.fromNow().awaitQuiet();

        AuditLog log = AuditLog.fromNow();
        Cluster.shared().kubectl("apply", "-f", sample.toString()).expectSuccess();
        Cluster.shared()
                .kubectl("annotate", "--overwrite", "scp/nginx", "team=web")
                .expectSuccess();
        assertThat(log.awaitQuiet().writes())
                .extracting(AuditLog.Write::resource)
                .containsExactly("seccompprofiles");
    }

    @Test
    void kubectlShowsStateAndExplainsFields() {
        Cluster cluster = Cluster.shared();
        Path sample = Cluster.ROOT.resolve("config/samples/nginx.yaml");
        cluster.kubectl("apply", "-f", sample.toString()).expectSuccess();
        cluster.kubectl("wait", "--for=condition=Ready", "--timeout=30s", "seccompprofile/nginx")
                .expectSuccess();
        assertThat(cluster.kubectl("get", "seccompprofiles", "-o", "wide")
                        .expectSuccess()
                        .output())
                .containsPattern("NAME +READY +REASON +NODES +PROFILE +SYSCALLS +AGE"
                        + " +DEFAULT +FAILED +UNAVAILABLE +WARNINGS +MESSAGE")
                .containsPattern("nginx +True +Synced +3/3 +portcullis/nginx.json +\\d+ +\\S+"
                        + " +SCMP_ACT_ERRNO +0 +0 +(\\d+ +)?on 3 nodes");
        assertThat(cluster.kubectl("explain", "seccompprofile.spec.syscalls.args")
                        .expectSuccess()
                        .output())
                .contains("index", "-required-", "Which argument of the syscall", "unsigned 64-bit number");
        assertThat(cluster.kubectl("get", "portcullis").expectSuccess().output())
                .contains("seccompprofile", "nodesync");
    }

    @Test
    void metricsAndProbesAnswer() throws Exception {
        assertThat(fleet.operator().probe("/livez")).isTrue();
        assertThat(fleet.agent(1).probe("/livez")).isTrue();
        // Members are ready before they have had anything to count.
        await("what they count").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(fleet.operator().metrics()).contains("portcullis_operator_leader 1.0", "portcullis_nodes{");
            assertThat(fleet.agent(1).metrics())
                    .contains("portcullis_agent_files", "portcullis_agent_applied_revision");
        });
    }
}
