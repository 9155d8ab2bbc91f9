package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.NodePoolRights;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodFluent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Profiles and policies for some nodes: their files follow the nodes' labels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodePoolsIT {

    private static final int NODES = 4;
    private static final LabelSelector GPU = new LabelSelector(List.of(), Map.of("pool", "gpu"));

    private final KubernetesClient admin = Cluster.shared().admin();
    private NodePoolRights rights;
    private Fleet fleet;
    private Pods pods;
    private Path home;

    @BeforeAll
    void fourNodes(@TempDir Path home) {
        this.home = home;
        rights = NodePoolRights.grant();
        pods = Pods.in("pools");
        fleet = Fleet.start(home, "pools", NODES, "--node-pools", "true");
    }

    @BeforeEach
    void twoOfThePool() {
        label(1, "gpu");
        label(2, "gpu");
        label(3, "cpu");
        label(4, null);
    }

    @AfterEach
    void cleanUp() {
        pods.deleteAll();
        fleet.restartWhatEnded();
        IntStream.rangeClosed(1, NODES).forEach(node -> Cluster.shared().setAgentReady(fleet.node(node), true));
        admin.resources(CapabilityPolicy.class).delete();
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        fleet.close();
        pods.close();
        rights.close();
    }

    @Test
    void onlyTheNodesOfThePoolGetTheFileAndCount() {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        // Everybody else's profiles are everywhere.
        fleet.awaitSynced(fleet.apply("plain", "read"), NODES);

        apply("web", not("gpu"), "read");
        awaitOn("web", 3, 4);
        apply("web", null, "read");
        awaitOn("web", 1, 2, 3, 4);
    }

    @Test
    void labelChangesMoveFilesAndCostOneWriteForEachPart() {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        fleet.awaitSynced(fleet.apply("plain", "read"), NODES);
        AuditLog.fromNow().awaitQuiet();

        AuditLog enters = AuditLog.fromNow();
        label(3, "gpu");
        awaitOn("web", 1, 2, 3);
        assertWrites(enters.awaitQuiet(), Map.of("nodesyncs", 1, "nodesyncs/status", 1, "seccompprofiles/status", 1));

        AuditLog leaves = AuditLog.fromNow();
        label(1, "cpu");
        awaitOn("web", 2, 3);
        // The agent is told of the label and then of the release, and tells of the file and then of its end.
        assertWrites(leaves.awaitQuiet(), Map.of("nodesyncs", 2, "nodesyncs/status", 2, "seccompprofiles/status", 1));

        AuditLog nobodyAsks = AuditLog.fromNow();
        admin.nodes()
                .withName(fleet.node(3))
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"other\":\"x\"}}}");
        assertWrites(nobodyAsks.awaitQuiet(), Map.of());
    }

    @Test
    void anEditOfTheSelectorAloneWritesTheConfigMapOnce() {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        String digest = fleet.digest(1, "web");
        AuditLog.fromNow().awaitQuiet();

        AuditLog log = AuditLog.fromNow();
        apply("web", new LabelSelector(List.of(), Map.of("pool", "cpu")), "read");
        awaitOn("web", 3);
        assertThat(log.awaitQuiet().count("configmaps")).isEqualTo(1);
        assertThat(fleet.digest(3, "web")).isEqualTo(digest);
    }

    @Test
    void aFileInUseStaysAndWhoKeepsItIsTold() {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        pods.create("user", on(2, "portcullis/web.json"));
        pods.create("elsewhere", on(1, "portcullis/web.json"));
        label(2, "cpu");
        await("the status to tell").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(condition("web", "KeptOnNodes").map(Condition::getMessage))
                    .hasValue("nodeSelector does not ask for it there, but it stays while pods use it: " + fleet.node(2)
                            + " (pools/user)");
            assertThat(summary("web")).isEqualTo("1/1");
            assertThat(condition("web", "Ready").map(Condition::getStatus)).hasValue("True");
        });
        assertThat(fleet.file(2, "web")).exists();
        assertThat(Objects.requireNonNull(fleet.report(2).pool()).kept()).hasSize(1);

        // Its pods get what everybody gets.
        apply("web", GPU, "read", "write");
        await("the new file").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(fleet.digest(2, "web"))
                .isEqualTo(fleet.status("web").sha256()));

        pods.delete("user");
        await("the file to go").atMost(Deadline.ROLLOUT).until(() -> Files.notExists(fleet.file(2, "web")));
        await("the status").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(condition("web", "KeptOnNodes"))
                .isEmpty());
        assertThat(fleet.file(1, "web")).exists();
    }

    @Test
    void deadNodesHoldNothingUp() {
        fleet.agent(2).kill();
        Cluster.shared().setAgentReady(fleet.node(2), false);
        apply("web", GPU, "read");
        await("ready without it").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(condition("web", "Ready").map(Condition::getReason)).hasValue("SyncedWhereAvailable");
            assertThat(summary("web")).isEqualTo("1/1");
        });
        // It leaves the pool and another one comes.
        label(2, "cpu");
        label(3, "gpu");
        await("2/2").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(summary("web")).isEqualTo("2/2");
            assertThat(condition("web", "Ready").map(Condition::getReason)).hasValue("Synced");
        });
        admin.resources(SeccompProfile.class).withName("web").delete();
        await("the deletion").atMost(Deadline.ROLLOUT).until(() -> fleet.get("web") == null);
        fleet.agent(2).restart();
        fleet.agent(2).awaitReady();
        Cluster.shared().setAgentReady(fleet.node(2), true);
        apply("web", GPU, "read");
        awaitOn("web", 1, 3);
    }

    @Test
    void aPoolWithoutNodesSaysSoAndItsFirstNodeGetsTheFile() {
        apply("web", new LabelSelector(List.of(), Map.of("pool", "fpga")), "read");
        await("the status").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(condition("web", "Ready").map(Condition::getReason)).hasValue("NoMatchingNodes");
            assertThat(summary("web")).isEqualTo("0/0");
        });
        label(4, "fpga");
        awaitOn("web", 4);
    }

    @Test
    void anOperatorThatWasAwayCatchesUpWithLabels() {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        fleet.operator().kill();
        label(3, "gpu");
        label(1, null);
        fleet.operator().restart();
        await("files").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(nodesWith("web"))
                .isEqualTo(Set.of(2, 3)));
        fleet.operator().awaitReady();
        apply("web", GPU, "read", "write");
        awaitOn("web", 2, 3);
    }

    @Test
    void anAgentThatDoesNotKnowItsLabelsKeepsWhatItHasAndWritesNothingNew() throws Exception {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        AuditLog.fromNow().awaitQuiet();
        fleet.operator().stop();
        String node = fleet.node(5);
        try (Member agent = fleet.join(5)) {
            admin.nodes()
                    .withName(node)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"pool\":\"gpu\"}}}");
            agent.awaitReady();
            await("its report").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
                NodeSyncStatus report = fleet.report(5);
                assertThat(report.pool()).isEqualTo(new NodePoolStatus(null, 1, null));
                assertThat(report.failed()).isZero();
            });
            assertThat(fleet.file(5, "web")).doesNotExist();

            // Another agent that comes back without being told.
            fleet.agent(1).kill();
            admin.resources(NodeSync.class)
                    .withName(fleet.node(1))
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":null}");
            fleet.agent(1).restart();
            fleet.agent(1).awaitReady();
            assertThat(fleet.file(1, "web")).exists();

            fleet.operator().restart();
            fleet.operator().awaitReady();
            await("its file").atMost(Deadline.ROLLOUT).until(() -> Files.exists(fleet.file(5, "web")));
            await("its report").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                            fleet.report(5).pool())
                    .extracting(NodePoolStatus::awaitingLabels)
                    .isNull());
        } finally {
            Cluster.shared().removeNode(node);
        }
    }

    @Test
    void withPoolsOffASelectorIsRefusedAndFilesStayWhereTheyAre() throws Exception {
        apply("web", GPU, "read");
        awaitOn("web", 1, 2);
        fleet.operator().stop();
        try (Member off = Member.operator(home, "pools-off", "--lease-duration", "3s")) {
            off.awaitReady();
            apply("web", GPU, "read", "write");
            apply("new", GPU, "read");
            await("refusals").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
                for (String name : List.of("web", "new")) {
                    assertThat(condition(name, "Rendered").map(Condition::getReason))
                            .hasValue("NodePoolsOff");
                    assertThat(condition(name, "Rendered")
                                    .map(Condition::getMessage)
                                    .orElse(""))
                            .contains("spec.nodeSelector: node pools are off in this operator")
                            .contains("nodePools.enabled");
                }
            });
            assertThat(nodesWith("web")).isEqualTo(Set.of(1, 2));
            assertThat(nodesWith("new")).isEmpty();
        }
        fleet.operator().restart();
        fleet.operator().awaitReady();
        awaitOn("web", 1, 2);
        awaitOn("new", 1, 2);
    }

    @Test
    void aPolicysFilesFollowItsSelectorAndNoPodIsSentThere() {
        fleet.apply("base", "read", "write");
        Policies policies = new Policies(admin);
        String enforced = "capabilities: {drop: [ALL]}, seccompProfile: base,"
                + " namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: pools}},"
                + " enforcement: {validate: Deny}";
        policies.apply("web", "{" + enforced + "}");
        await("enforced").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(policies.reason("web", "Enforced"))
                .isEqualTo("Deny"));
        policies.apply("web", "{" + enforced + ", nodeSelector: {matchLabels: {pool: gpu}}}");
        await("the condition").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(policies.reason("web", "Enforced")).isEqualTo("DenyWithoutFile");
            assertThat(Objects.requireNonNull(policies.status("web").nodes()).summary())
                    .isEqualTo("2/2");
            assertThat(policies.status("web").availableSince()).isNull();
        });
        await("its files to go from the others").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            for (int node = 1; node <= NODES; node++) {
                boolean inPool = node <= 2;
                assertThat(Files.exists(fleet.directory(node).resolve("policy/web.seccomp.json")))
                        .isEqualTo(inPool);
                assertThat(Files.exists(fleet.directory(node).resolve("policy/web.capabilities.json")))
                        .isEqualTo(inPool);
            }
        });
        await("RuntimeDefault to be taken")
                .atMost(Deadline.STEP)
                .until(() -> pods.create("confined", spec -> spec.withNewSecurityContext()
                                .withNewSeccompProfile()
                                .withType("RuntimeDefault")
                                .endSeccompProfile()
                                .endSecurityContext()
                                .editContainer(0)
                                .withNewSecurityContext()
                                .withNewCapabilities()
                                .addToDrop("ALL")
                                .endCapabilities()
                                .endSecurityContext()
                                .endContainer())
                        != null);

        policies.apply("web", "{" + enforced + "}");
        await("everywhere again").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(policies.reason("web", "Enforced")).isEqualTo("Deny");
            assertThat(Objects.requireNonNull(policies.status("web").nodes()).summary())
                    .isEqualTo(NODES + "/" + NODES);
        });
    }

    private void apply(String name, @Nullable LabelSelector nodes, String... syscalls) {
        SeccompProfile profile = Profiles.allowing(name, syscalls);
        SeccompProfileSpec spec = profile.getSpec();
        profile.setSpec(new SeccompProfileSpec(
                null, spec.defaultAction(), null, null, null, null, null, null, null, spec.syscalls(), nodes, null));
        fleet.apply(profile);
    }

    private static LabelSelector not(String pool) {
        return new LabelSelector(List.of(new LabelSelectorRequirement("pool", "NotIn", List.of(pool))), null);
    }

    private void label(int node, @Nullable String pool) {
        String value = pool == null ? "null" : "\"" + pool + "\"";
        admin.nodes()
                .withName(fleet.node(node))
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"pool\":" + value + "}}}");
    }

    private UnaryOperator<PodFluent<PodBuilder>.SpecNested<PodBuilder>> on(int node, String file) {
        return spec -> spec.withNodeName(fleet.node(node))
                .withNewSecurityContext()
                .withNewSeccompProfile()
                .withType("Localhost")
                .withLocalhostProfile(file)
                .endSeccompProfile()
                .endSecurityContext();
    }

    /** Waits until exactly these nodes have the newest file, and the status says so. */
    private void awaitOn(String name, Integer... nodes) {
        await(name + " on " + List.of(nodes)).atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            SeccompProfileStatus status = fleet.status(name);
            assertThat(status.observedGeneration())
                    .isEqualTo(Objects.requireNonNull(fleet.get(name))
                            .getMetadata()
                            .getGeneration());
            assertThat(condition(name, "Ready").map(Condition::getStatus)).hasValue("True");
            assertThat(summary(name)).isEqualTo(nodes.length + "/" + nodes.length);
            assertThat(nodesWith(name)).isEqualTo(Set.of(nodes));
            for (int node : nodes) {
                assertThat(Digest.sha256(Files.readString(fleet.file(node, name))))
                        .isEqualTo(status.sha256());
            }
        });
    }

    private Set<Integer> nodesWith(String name) {
        Set<Integer> with = new HashSet<>();
        IntStream.rangeClosed(1, NODES)
                .filter(node -> Files.exists(fleet.file(node, name)))
                .forEach(with::add);
        return with;
    }

    private String summary(String name) {
        return Objects.requireNonNull(fleet.status(name).nodes()).summary();
    }

    private Optional<Condition> condition(String name, String type) {
        return fleet.status(name).condition(type);
    }

    private static void assertWrites(AuditLog log, Map<String, Integer> expected) {
        Map<String, Integer> counted = new TreeMap<>();
        log.writes().stream()
                .filter(write -> !write.resource().equals("nodes"))
                .forEach(write -> counted.merge(write.resource(), 1, Integer::sum));
        // A slow node costs a status of its own after half a second, and another after a second and a half.
        counted.computeIfPresent("seccompprofiles/status", (resource, count) -> count <= 3 ? 1 : count);
        assertThat(counted).isEqualTo(expected);
    }
}
