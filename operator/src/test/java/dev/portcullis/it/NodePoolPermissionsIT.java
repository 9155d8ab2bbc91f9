package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeSync;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.NodePoolRights;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What node pools add to the rights of operator and agents: absent without the switch, and no more than needed with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodePoolPermissionsIT {

    private static final String NODE = "pool-permissions";
    private static final String SPEC = "{\"spec\":{\"nodeLabels\":{\"pool\":\"gpu\"}}}";

    private final KubernetesClient admin = Cluster.shared().admin();
    private KubernetesClient operator;
    private KubernetesClient agent;

    @BeforeAll
    void aNodeWithItsNodeSync() {
        operator = Cluster.client(Cluster.shared().operatorKubeconfig());
        agent = Cluster.client(Cluster.shared().agentKubeconfig(NODE));
        String uid = admin.nodes().withName(NODE).require().getMetadata().getUid();
        NodeSync own = new NodeSync();
        own.setMetadata(new ObjectMetaBuilder()
                .withName(NODE)
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(NODE)
                .withUid(uid)
                .endOwnerReference()
                .build());
        agent.resource(own).fieldManager("portcullis-agent").forceConflicts().serverSideApply();
    }

    @AfterAll
    void end() {
        operator.close();
        agent.close();
        Cluster.shared().removeNode(NODE);
    }

    @Test
    void withoutTheSwitchThereIsNoRight() {
        await("no right").atMost(Deadline.STEP).untilAsserted(() -> {
            assertThat(may(operator, "", "nodes", "list")).isFalse();
            assertThat(may(operator, "", "nodes", "watch")).isFalse();
            assertThat(may(operator, "portcullis.dev", "nodesyncs", "patch")).isFalse();
            assertThat(may(agent, "portcullis.dev", "nodesyncs", "watch")).isFalse();
        });
        assertForbidden(operator, SPEC, "cannot patch");
    }

    @Test
    void withItTheOperatorWritesTheSpecAndNothingElse() {
        try (NodePoolRights rights = NodePoolRights.grant()) {
            await("the rights").atMost(Deadline.STEP).until(() -> may(operator, "", "nodes", "watch"));
            assertThat(may(operator, "", "nodes", "patch")).isFalse();
            assertThat(may(operator, "", "nodes", "get")).isFalse();
            assertThat(may(operator, "portcullis.dev", "nodesyncs", "create")).isFalse();
            assertThat(may(operator, "portcullis.dev", "nodesyncs", "delete")).isFalse();
            patch(operator, SPEC);
            assertThat(admin.resources(NodeSync.class)
                            .withName(NODE)
                            .require()
                            .getSpec()
                            .labels())
                    .isEqualTo(Map.of("pool", "gpu"));
            String why = "the operator may change the spec of a NodeSync, and nothing else";
            await("the admission policy")
                    .atMost(Deadline.STEP)
                    .pollInterval(Duration.ofMillis(200))
                    // What was set before the API server knew the policy is no change any more.
                    .untilAsserted(() -> assertForbidden(
                            operator, "{\"metadata\":{\"labels\":{\"a\":\"" + System.nanoTime() + "\"}}}", why));
            assertForbidden(operator, "{\"metadata\":{\"ownerReferences\":null}}", why);
        }
    }

    @Test
    void anAgentNeverWritesTheSpecAndHearsOnlyWithTheSwitch() {
        String why = "an agent may not change the spec of its NodeSync";
        try (NodePoolRights rights = NodePoolRights.grant()) {
            await("the rights").atMost(Deadline.STEP).until(() -> may(agent, "portcullis.dev", "nodesyncs", "watch"));
            assertThat(may(agent, "portcullis.dev", "nodesyncs", "list")).isFalse();
            assertThat(may(agent, "", "nodes", "get")).isFalse();
            assertForbidden(agent, "{\"spec\":{\"nodeLabels\":{\"pool\":\"fpga\"}}}", why);
            assertForbidden(agent, "{\"spec\":{\"released\":[{\"file\":\"a.json\",\"revision\":1}]}}", why);
            // What the operator wrote may stay.
            patch(admin, SPEC);
            assertForbidden(agent, "{\"spec\":null}", why);
            agent.resources(NodeSync.class)
                    .withName(NODE)
                    .subresource("status")
                    .patch(merge(), "{\"status\":{\"appliedRevision\":1,\"files\":0,\"failed\":0}}");
        }
    }

    private static boolean may(KubernetesClient client, String group, String resource, String verb) {
        return Boolean.TRUE.equals(client.resource(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withGroup(group)
                        .withResource(resource)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create()
                .getStatus()
                .getAllowed());
    }

    private static void assertForbidden(KubernetesClient client, String patch, String message) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> patch(client, patch))
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(403))
                .withMessageContaining(message);
    }

    private static void patch(KubernetesClient client, String patch) {
        client.resources(NodeSync.class).withName(NODE).patch(merge(), patch);
    }

    private static PatchContext merge() {
        return new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager("portcullis-agent")
                .build();
    }
}
