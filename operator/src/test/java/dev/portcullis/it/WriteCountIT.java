package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.AgentsInProcess;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cost of a change in writes, by the API server's own audit log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WriteCountIT {

    private Fleet fleet;

    @BeforeAll
    void anOperator(@TempDir Path home) {
        fleet = Fleet.start(home, "count", 0);
    }

    @AfterEach
    void noProfileIsLeft() {
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @ParameterizedTest(name = "{0} nodes")
    @ValueSource(ints = {3, 50})
    void oneEditCostsOneConfigMapOneReportPerNodeAndAFewStatuses(int count, @TempDir Path home) throws Exception {
        try (AgentsInProcess nodes = new AgentsInProcess(home, "count", count)) {
            fleet.apply("web", "read");
            awaitReady("web", count);
            AuditLog.fromNow().awaitQuiet();

            AuditLog log = AuditLog.fromNow();
            long begun = System.nanoTime();
            fleet.apply("web", "read", "write");
            awaitReady("web", count);
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            log.awaitQuiet();

            assertThat(log.count("seccompprofiles")).as("the edit itself").isOne();
            assertThat(log.count("configmaps")).as("ConfigMap writes").isOne();
            assertThat(log.count("nodesyncs/status")).as("NodeSync writes").isEqualTo(count);
            assertThat(log.count("nodesyncs")).as("NodeSync creations").isZero();
            assertThat(log.count("seccompprofiles/status")).as("status writes").isBetween(1L, 3 + seconds / 4);
        }
    }

    @Test
    void aDeletionCostsATombstoneItsEndAndOneReportPerNode(@TempDir Path home) throws Exception {
        int count = 5;
        try (AgentsInProcess nodes = new AgentsInProcess(home, "count", count)) {
            fleet.apply("web", "read");
            awaitReady("web", count);
            AuditLog.fromNow().awaitQuiet();

            AuditLog log = AuditLog.fromNow();
            fleet.delete("web");
            await("the tombstone to go")
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> Cluster.shared()
                                    .admin()
                                    .configMaps()
                                    .inNamespace(Cluster.NAMESPACE)
                                    .withName("seccompprofile-web")
                                    .get()
                            == null);
            log.awaitQuiet();

            assertThat(log.count("seccompprofiles"))
                    .as("the deletion and the release")
                    .isEqualTo(2);
            assertThat(log.count("configmaps")).as("the tombstone and its end").isEqualTo(2);
            assertThat(log.count("nodesyncs/status")).as("NodeSync writes").isEqualTo(count);
        }
    }

    @Test
    void aBurstCostsEachAgentAHandfulOfReports(@TempDir Path home) throws Exception {
        try (AgentsInProcess nodes = new AgentsInProcess(home, "count", 3)) {
            AuditLog log = AuditLog.fromNow();
            long begun = System.nanoTime();
            List<SeccompProfile> applied = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(i -> fleet.apply("burst-" + i, "read", "write", "s" + i))
                    .toList();
            applied.forEach(p -> awaitReady(p.getMetadata().getName(), 3));
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            log.awaitQuiet();

            Map<String, Long> reports = log.writes().stream()
                    .filter(w -> w.resource().equals("nodesyncs/status"))
                    .collect(Collectors.groupingBy(AuditLog.Write::name, Collectors.counting()));
            // About 9 where the burst is quick; where the machine is slow, changes trickle in and a window holds fewer.
            assertThat(reports).hasSize(3).allSatisfy((node, writes) -> assertThat(writes)
                    .isBetween(1L, 5 * Math.max(10, seconds)));
            assertThat(log.count("configmaps")).isEqualTo(200);
            // What people write, and the finalizer, which an object gets once.
            assertThat(log.count("seccompprofiles")).isEqualTo(2 * 200);
            assertThat(log.count("seccompprofiles/status")).isBetween(200L, 600L);
        }
    }

    @Test
    void aNodeThatComesOrGoesCostsNoWrite(@TempDir Path home) throws Exception {
        Cluster cluster = Cluster.shared();
        try (AgentsInProcess nodes = new AgentsInProcess(home, "count", 3)) {
            IntStream.range(0, 30).forEach(i -> fleet.apply("many-" + i, "read", "s" + i));
            IntStream.range(0, 30).forEach(i -> awaitReady("many-" + i, 3));
            AuditLog.fromNow().awaitQuiet();

            AuditLog log = AuditLog.fromNow();
            cluster.setAgentReady("count-n3", false);
            log.awaitQuiet();
            cluster.setAgentReady("count-n3", true);
            log.awaitQuiet();
            try (AutoCloseable fourth = nodes.join("count-n4")) {
                await("the fourth node")
                        .until(() -> cluster.admin()
                                        .resources(NodeSync.class)
                                        .withName("count-n4")
                                        .get()
                                != null);
                log.awaitQuiet();
            }
            cluster.removeAgent("count-n4");
            log.awaitQuiet();
            cluster.removeNode("count-n4");
            log.awaitQuiet();
            fleet.operator().stop();
            fleet.operator().restart();
            fleet.operator().awaitReady();
            log.awaitQuiet();
            assertThat(log.count("seccompprofiles/status")).as("status writes").isZero();
            assertThat(fleet.status("many-0").nodes()).isEqualTo(NodeCounts.of(3, 3, 0));
        }
    }

    @Test
    void anEditIsReadyOnTheNodesThatAreThere(@TempDir Path home) throws Exception {
        Cluster cluster = Cluster.shared();
        try (AgentsInProcess nodes = new AgentsInProcess(home, "count", 2)) {
            AutoCloseable third = nodes.join("count-n3");
            fleet.apply("edited", "read");
            fleet.apply("left", "read");
            awaitReady("edited", 3);
            awaitReady("left", 3);
            third.close();
            cluster.setAgentReady("count-n3", false);
            AuditLog.fromNow().awaitQuiet();

            AuditLog log = AuditLog.fromNow();
            fleet.apply("edited", "read", "write");
            await("edited where there are agents").untilAsserted(() -> {
                SeccompProfileStatus status = fleet.status("edited");
                assertThat(status.observedGeneration()).isEqualTo(2);
                assertThat(status.condition("Ready")).hasValueSatisfying(ready -> assertThat(ready)
                        .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                        .containsExactly(
                                "True",
                                "SyncedWhereAvailable",
                                "on 2 nodes; not on count-n3, where no agent is ready"));
                assertThat(status.nodes()).isEqualTo(NodeCounts.of(2, 2, 0, 1, List.of("count-n3")));
            });
            log.awaitQuiet();
            long before = log.count("seccompprofiles/status");
            assertThat(before).as("status writes of the edit").isBetween(1L, 4L);

            try (AutoCloseable back = nodes.join("count-n3")) {
                awaitReady("edited", 3);
                assertThat(fleet.status("edited").condition("Ready"))
                        .map(Condition::getReason)
                        .contains("Synced");
                log.awaitQuiet();
                assertThat(log.count("seccompprofiles/status") - before)
                        .as("status writes of its return")
                        .isOne();
                assertThat(log.count(w -> w.resource().equals("seccompprofiles/status")
                                && w.name().equals("left")))
                        .isZero();
            }
            cluster.removeNode("count-n3");
        }
    }

    private void awaitReady(String profile, int nodes) {
        await(profile).atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            SeccompProfile now = Objects.requireNonNull(fleet.get(profile));
            SeccompProfileStatus status = fleet.status(profile);
            assertThat(status.observedGeneration()).isEqualTo(now.getMetadata().getGeneration());
            assertThat(status.nodes()).isEqualTo(NodeCounts.of(nodes, nodes, 0));
            assertThat(status.condition("Ready")).map(Condition::getStatus).contains("True");
        });
    }
}
