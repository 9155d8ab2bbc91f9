package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {

    private final Cluster cluster = Cluster.shared();
    private Path home;
    private Fleet fleet;

    @BeforeAll
    void threeNodes(@TempDir Path directory) {
        home = directory;
        fleet = Fleet.start(home, "restart", 3);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void anOperatorKilledInTheMiddleConverges() {
        List<SeccompProfile> applied = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            applied.add(fleet.apply("op-" + i, "read", "write"));
            if (i == 20) {
                fleet.operator().kill();
            }
        }
        SeccompProfile edited = fleet.apply("op-0", "close");
        cluster.kubectl("delete", "scp", "op-1", "--wait=false").expectSuccess();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        fleet.awaitSynced(edited, 3);
        applied.stream().skip(2).forEach(profile -> fleet.awaitSynced(profile, 3));
        fleet.awaitGone("op-1", 3);
    }

    @Test
    void anAgentKilledInTheMiddleConverges() {
        List<SeccompProfile> applied = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            applied.add(fleet.apply("ag-" + i, "read", "write"));
            if (i % 10 == 5) {
                fleet.agent(2).kill();
                fleet.agent(2).restart();
            }
        }
        applied.forEach(profile -> fleet.awaitSynced(profile, 3));
    }

    @Test
    void anAgentThatMissedADeletionAndAnEditCatchesUp() {
        SeccompProfile doomed = fleet.apply("doomed", "read");
        SeccompProfile kept = fleet.apply("kept", "read");
        fleet.awaitSynced(doomed, 3);
        fleet.awaitSynced(kept, 3);

        fleet.agent(3).kill();
        cluster.kubectl("delete", "scp", "doomed").expectSuccess();
        SeccompProfile edited = fleet.apply("kept", "read", "write");
        await("two of three").atMost(Deadline.STEP).untilAsserted(() -> {
            assertThat(fleet.status("kept").condition("Ready").orElseThrow().getMessage())
                    .isEqualTo("on 2 of 3 nodes; waiting for " + fleet.node(3));
            assertThat(fleet.file(1, "doomed")).doesNotExist();
        });
        assertThat(fleet.file(3, "doomed")).exists();

        fleet.agent(3).restart();
        fleet.awaitSynced(edited, 3);
        fleet.awaitGone("doomed", 3);
    }

    @Test
    void anAgentThatFindsEverythingInPlaceRewritesNothing() throws Exception {
        fleet.awaitSynced(fleet.apply("calm", "read"), 3);
        Object inode = Files.getAttribute(fleet.file(1, "calm"), "unix:ino");
        fleet.agent(1).stop();
        fleet.agent(1).restart();
        fleet.agent(1).awaitReady();
        assertThat(Files.getAttribute(fleet.file(1, "calm"), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void aSecondOperatorTakesOver() {
        try (Member second =
                Member.operator(home, "second", "--lease-duration", "3s").awaitReady()) {
            assertThat(holder()).isEqualTo("restart-operator");
            fleet.operator().kill();
            await("the second to lead").atMost(Duration.ofSeconds(20)).until(() -> holder().equals("second"));
            fleet.awaitSynced(fleet.apply("after-failover", "read"), 3);
            fleet.operator().restart();
            fleet.operator().awaitReady();
            second.stop();
            // A lease that is given back need not run out first.
            await("the first to lead again").atMost(Duration.ofSeconds(5)).until(() -> holder().equals(
                            "restart-operator"));
            fleet.awaitSynced(fleet.apply("after-handback", "read"), 3);
        }
    }

    @Test
    void editsWithKillsInBetweenEndWhereTheObjectsSay() {
        for (int round = 0; round < 5; round++) {
            int step = round;
            List<SeccompProfile> last = IntStream.range(0, 10)
                    .mapToObj(i -> fleet.apply("churn-" + i, "read", "s" + step))
                    .toList();
            Member victim = step % 2 == 0 ? fleet.agent(1 + step % 3) : fleet.operator();
            victim.kill();
            victim.restart();
            if (round == 4) {
                last.forEach(profile -> fleet.awaitSynced(profile, 3));
            }
        }
    }

    private String holder() {
        Lease lease = cluster.admin()
                .leases()
                .inNamespace(Cluster.NAMESPACE)
                .withName("portcullis-operator")
                .get();
        String holder = lease.getSpec().getHolderIdentity();
        return holder == null ? "" : holder;
    }
}
