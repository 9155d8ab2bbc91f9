package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.PurgeProgram;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code portcullis purge} with the rights that config/purge gives it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PurgeIT {

    private final Cluster cluster = Cluster.shared();
    private final KubernetesClient admin = cluster.admin();
    private final Policies policies = new Policies(admin);
    private PurgeProgram purge;
    private Fleet fleet;
    private Pods pods;

    @BeforeAll
    void twoNodes(@TempDir Path home) {
        purge = PurgeProgram.install(home);
        pods = Pods.in("purges");
        fleet = Fleet.start(home, "purge", 2);
    }

    @BeforeEach
    void aProfileAndAPolicy() {
        fleet.ready(1, "True");
        fleet.ready(2, "True");
        fleet.awaitSynced(fleet.apply("nginx", "read"), 2);
        policies.apply("web", "{capabilities: {drop: [ALL]}}");
        fleet.awaitSynced(fleet.apply("audit", "write"), 2);
        await("the policy's file").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(fleet.report(1).files()).isEqualTo(3);
            assertThat(fleet.report(2).files()).isEqualTo(3);
        });
    }

    @AfterEach
    void nothingIsLeft() {
        pods.deleteAll();
        admin.resources(CapabilityPolicy.class).delete();
        admin.resources(SeccompProfile.class).delete();
        for (String profile : List.of("nginx", "audit")) {
            fleet.awaitGone(profile, 2);
        }
        // Their files go first.
        await("the objects to go").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(admin.resources(SeccompProfile.class).list().getItems()).isEmpty();
            assertThat(admin.resources(CapabilityPolicy.class).list().getItems())
                    .isEmpty();
        });
    }

    @AfterAll
    void end() {
        pods.close();
        fleet.close();
    }

    @Test
    void purgeWithoutYesOnlySaysWhatItWouldDo() {
        Shell.Result result = purge.run().expectSuccess();
        assertThat(result.output()).isEqualTo("""
                SeccompProfile audit
                SeccompProfile nginx
                CapabilityPolicy web
                2 SeccompProfiles and 1 CapabilityPolicy would be deleted, with their files on every node: add --yes
                """);
        assertThat(fleet.file(1, "nginx")).exists();
        assertThat(admin.resources(SeccompProfile.class).list().getItems())
                .allSatisfy(profile ->
                        assertThat(profile.getMetadata().getDeletionTimestamp()).isNull());
    }

    @Test
    void everyObjectAndFileIsGoneWhenItEnds() throws IOException {
        Shell.Result result = purge.run("--yes").expectSuccess();
        assertThat(result.output()).isEqualTo("""
                deleting 2 SeccompProfiles and 1 CapabilityPolicy
                waiting for the nodes to remove their files
                no object and no file is left
                """);
        assertThat(admin.resources(SeccompProfile.class).list().getItems()).isEmpty();
        assertThat(admin.resources(CapabilityPolicy.class).list().getItems()).isEmpty();
        for (int node = 1; node <= 2; node++) {
            try (Stream<Path> files = Files.walk(fleet.directory(node))) {
                assertThat(files.filter(Files::isRegularFile)
                                .filter(file -> file.toString().endsWith(".json")))
                        .isEmpty();
            }
        }
        assertThat(purge.run("--yes").expectSuccess().output()).endsWith("no object and no file is left\n");
    }

    @Test
    void whileAPodUsesAFileNothingIsDeleted() {
        pods.onPodLevel("shop", "portcullis/nginx.json");
        Shell.Result result = purge.run("--yes").expectFailure();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).isEqualTo("""
                error: nothing was deleted, because pods use files; delete these pods first:
                  pod purges/shop uses SeccompProfile nginx
                """);
        assertThat(admin.resources(SeccompProfile.class).list().getItems())
                .hasSize(2)
                .allSatisfy(profile ->
                        assertThat(profile.getMetadata().getDeletionTimestamp()).isNull());
    }

    @Test
    void aNodeThatIsAwayIsNamedAndNotWaitedFor() {
        fleet.agent(2).stop();
        fleet.ready(2, "Unknown");
        try {
            Shell.Result result = purge.run("--yes").expectSuccess();
            assertThat(result.output())
                    .contains("warning: node purge-n2 is not Ready: its files stay until an agent runs there");
            assertThat(fleet.file(1, "nginx")).doesNotExist();
            assertThat(fleet.file(2, "nginx")).exists();
        } finally {
            fleet.agent(2).restart();
            fleet.agent(2).awaitReady();
        }
        fleet.awaitGone("nginx", 2);
    }

    @Test
    void aNodeWhoseAgentDoesNothingIsNamedWhenTheTimeIsOver() {
        fleet.agent(2).stop();
        try {
            Shell.Result result = purge.run("--yes", "--timeout", "20s").expectFailure();
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.errors()).isEqualTo("""
                    error: this was left after 20 s:
                      purge-n2: 3 files
                    """);
        } finally {
            fleet.agent(2).restart();
            fleet.agent(2).awaitReady();
        }
    }

    @Test
    void purgeSaysThatNoOperatorIsThere() {
        fleet.operator().stop();
        try {
            Shell.Result result = purge.run("--yes", "--timeout", "2s").expectFailure();
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.errors())
                    .contains("SeccompProfile nginx: deleted, but no operator has taken its finalizer away");
        } finally {
            fleet.operator().restart();
            fleet.operator().awaitReady();
        }
    }
}
