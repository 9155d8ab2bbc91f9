package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Component;
import dev.portcullis.cluster.GatedNodes;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the operator's token may do to nodes: nothing, unless switched on, and then one taint or one condition. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodePermissionsIT {

    private static final String NODE = "node-permissions";
    private static final String OTHER = "example.com/other";

    private final GatedNodes nodes = new GatedNodes(Cluster.shared().admin());
    private KubernetesClient operator;
    private int attempts;

    @BeforeAll
    void aNode() {
        operator = Cluster.client(Cluster.shared().operatorKubeconfig());
        nodes.create(NODE, OTHER, GatedNodes.TAINT);
    }

    @AfterAll
    void end() {
        operator.close();
        nodes.named(NODE).delete();
    }

    @Test
    void withoutTheSwitchesItHasNoRightOnNodes() {
        await("no right").atMost(Deadline.STEP).untilAsserted(() -> assertThat(rights())
                .isEmpty());
    }

    @Test
    void theTaintsSwitchLetsItRemoveThatTaintAndNothingElse() {
        try (Component on = Component.apply("node-gate/taint")) {
            await(on.directory()).atMost(Deadline.STEP).untilAsserted(() -> assertThat(rights())
                    .containsExactlyInAnyOrder("list nodes", "watch nodes", "patch nodes"));
            String refusal = "may change nothing of a node but the taint portcullis.dev/agent-not-ready";
            // The first of them waits until the API server has taken up the policy.
            await(on.directory()).atMost(Deadline.STEP).untilAsserted(() -> assertRefused(merge(newLabel()), refusal));
            for (String patch : new String[] {
                "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}",
                "{\"metadata\":{\"finalizers\":[\"example.com/a\"]}}",
                "{\"spec\":{\"unschedulable\":true}}",
                "{\"spec\":{\"providerID\":\"cloud://a\"}}"
            }) {
                assertRefused(merge(patch), refusal);
            }
            String taints =
                    "may remove the taint portcullis.dev/agent-not-ready of a node, and neither add nor change one";
            assertRefused(merge("{\"spec\":{\"taints\":[]}}"), taints);
            assertRefused(json("[{\"op\":\"remove\",\"path\":\"/spec/taints/%d\"}]", OTHER), taints);
            assertRefused(
                    json("[{\"op\":\"replace\",\"path\":\"/spec/taints/%d/effect\",\"value\":\"NoExecute\"}]", OTHER),
                    taints);
            assertRefused(
                    merge("{\"spec\":{\"taints\":[{\"key\":\"example.com/new\",\"effect\":\"NoSchedule\"}]}}"), taints);
            json("[{\"op\":\"remove\",\"path\":\"/spec/taints/%d\"}]", GatedNodes.TAINT)
                    .run();
            assertThat(nodes.taints(NODE)).containsExactly(OTHER);
            assertRefused(
                    json(
                            "[{\"op\":\"add\",\"path\":\"/spec/taints/%d\",\"value\":{\"key\":\"" + GatedNodes.TAINT
                                    + "\",\"effect\":\"NoSchedule\"}}]",
                            OTHER),
                    taints);
        }
    }

    @Test
    void theConditionsSwitchLetsItSetThatConditionAndNothingElse() {
        try (Component on = Component.apply("node-gate/condition")) {
            await(on.directory()).atMost(Deadline.STEP).untilAsserted(() -> assertThat(rights())
                    .containsExactlyInAnyOrder("list nodes", "watch nodes", "patch nodes/status"));
            String refusal =
                    "may change nothing of a node's status but the condition portcullis.dev/SeccompProfilesReady";
            await(on.directory()).atMost(Deadline.STEP).untilAsserted(() -> assertRefused(status(newLabel()), refusal));
            for (String patch : new String[] {
                "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}",
                "{\"status\":{\"capacity\":{\"cpu\":\"64\"}}}",
                "{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.0.0.1\"}]}}",
                "{\"status\":{\"nodeInfo\":{\"kernelVersion\":\"9\"}}}"
            }) {
                assertRefused(status(patch), refusal);
            }
            assertRefused(
                    status("{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}"),
                    "may set the condition portcullis.dev/SeccompProfilesReady of a node, and no other");
            status("{\"status\":{\"conditions\":[{\"type\":\"" + GatedNodes.CONDITION + "\",\"status\":\"True\"}]}}")
                    .run();
            assertThat(nodes.readiness(NODE)).isEqualTo(Optional.of("True"));
        }
    }

    /** The verbs that the API server allows the operator on nodes, as "VERB RESOURCE". */
    private Set<String> rights() {
        Set<String> rights = new TreeSet<>();
        for (String verb :
                new String[] {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}) {
            for (String subresource : new String[] {"", "status", "proxy"}) {
                boolean allowed = operator.resource(new SelfSubjectAccessReviewBuilder()
                                .withNewSpec()
                                .withNewResourceAttributes()
                                .withResource("nodes")
                                .withSubresource(subresource)
                                .withVerb(verb)
                                .endResourceAttributes()
                                .endSpec()
                                .build())
                        .create()
                        .getStatus()
                        .getAllowed();
                if (allowed) {
                    rights.add(verb + " nodes" + (subresource.isEmpty() ? "" : "/" + subresource));
                }
            }
        }
        return rights;
    }

    /** Each is another one: what an earlier attempt changed already would be no change. */
    private String newLabel() {
        attempts++;
        return "{\"metadata\":{\"labels\":{\"attempt\":\"" + attempts + "\"}}}";
    }

    private Runnable merge(String patch) {
        return () -> node().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** A JSON patch at the place of a taint. */
    private Runnable json(String patch, String taint) {
        return () -> {
            int place = nodes.named(NODE).require().getSpec().getTaints().stream()
                    .map(Taint::getKey)
                    .toList()
                    .indexOf(taint);
            node().patch(PatchContext.of(PatchType.JSON), patch.formatted(place));
        };
    }

    private Runnable status(String patch) {
        return () -> node().subresource("status").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
    }

    private Resource<Node> node() {
        return operator.resource(
                new NodeBuilder().withNewMetadata().withName(NODE).endMetadata().build());
    }

    private static void assertRefused(Runnable patch, String words) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(patch::run)
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(403))
                .withMessageContaining(words);
    }
}
