package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.cluster.Cluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A stolen token of an agent may write its own NodeSync and read the renditions, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentPermissionsIT {

    private static final String OWN = "permissions-own";
    private static final String OTHER = "permissions-other";
    private final KubernetesClient admin = Cluster.shared().admin();
    private KubernetesClient agent;

    @BeforeAll
    void twoNodes() {
        agent = Cluster.client(Cluster.shared().agentKubeconfig(OWN));
        Cluster.shared().agentKubeconfig(OTHER);
    }

    @AfterAll
    void end() {
        agent.close();
        Cluster.shared().removeNode(OWN);
        Cluster.shared().removeNode(OTHER);
    }

    @Test
    void writesItsOwnNodeSync() {
        apply(OWN, OWN);
        applyStatus(OWN);
        assertThat(admin.resources(NodeSync.class)
                        .withName(OWN)
                        .get()
                        .getStatus()
                        .files())
                .isEqualTo(1);
    }

    @Test
    void doesNotWriteAnotherNodesNodeSync() {
        assertForbidden(() -> apply(OTHER, OTHER), "may write only the NodeSync of its own node");
        admin.resource(nodeSync(OTHER, OTHER)).serverSideApply();
        assertForbidden(() -> applyStatus(OTHER), "may write only the NodeSync of its own node");
    }

    @Test
    void doesNotGiveItsNodeSyncToAnotherOwner() {
        assertForbidden(() -> apply(OWN, OTHER), "must have exactly one owner");
    }

    @Test
    void setsNoFinalizersLabelsOrAnnotations() {
        apply(OWN, OWN);
        NodeSync pinned = nodeSync(OWN, OWN);
        pinned.getMetadata().setFinalizers(List.of("example.com/for-ever"));
        assertForbidden(() -> apply(pinned), "an agent may not set or remove finalizers of its NodeSync");
        NodeSync labelled = nodeSync(OWN, OWN);
        labelled.getMetadata().setLabels(Map.of("team", "a"));
        assertForbidden(() -> apply(labelled), "an agent may not set or remove labels and annotations of its NodeSync");
        NodeSync noted = nodeSync(OWN, OWN);
        noted.getMetadata().setAnnotations(Map.of("note", "x".repeat(200_000)));
        assertForbidden(() -> apply(noted), "an agent may not set or remove labels and annotations of its NodeSync");
        admin.resources(NodeSync.class).withName(OWN).delete();
        assertForbidden(() -> apply(pinned), "an agent may not set or remove finalizers of its NodeSync");
        NodeSync blocking = nodeSync(OWN, OWN);
        blocking.getMetadata().getOwnerReferences().getFirst().setBlockOwnerDeletion(true);
        assertForbidden(() -> apply(blocking), "without controller and blockOwnerDeletion");
        apply(OWN, OWN);
    }

    @Test
    void writesItsStatusBesideWhatOthersSet() {
        apply(OWN, OWN);
        admin.resources(NodeSync.class)
                .withName(OWN)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"team\":\"a\"},\"annotations\":{\"note\":\"b\"},"
                                + "\"finalizers\":[\"example.com/theirs\"]}}");
        try {
            applyStatus(OWN);
            apply(OWN, OWN);
            assertForbidden(
                    () -> agent.resources(NodeSync.class)
                            .withName(OWN)
                            .patch(
                                    new PatchContext.Builder()
                                            .withPatchType(PatchType.JSON_MERGE)
                                            .withFieldManager("portcullis-agent")
                                            .build(),
                                    "{\"metadata\":{\"finalizers\":null}}"),
                    "an agent may not set or remove finalizers of its NodeSync");
        } finally {
            admin.resources(NodeSync.class)
                    .withName(OWN)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    @Test
    void writesUnderOneNameOnly() {
        assertForbidden(
                () -> agent.resource(nodeSync(OWN, OWN))
                        .fieldManager("another-" + "x".repeat(100))
                        .forceConflicts()
                        .serverSideApply(),
                "under the field manager portcullis-agent, not \"another-xxx");
    }

    @Test
    void saysNoMoreThanFits() {
        apply(OWN, OWN);
        String monster = "x".repeat(1_200_000);
        for (NodeSyncStatus status : List.of(
                new NodeSyncStatus(1, 1, 0, null, null, null, null, null, null, monster),
                new NodeSyncStatus(1, 1, 0, null, null, null, null, null, monster, null),
                new NodeSyncStatus(1, 1, 0, null, null, null, null, monster, null, null),
                new NodeSyncStatus(1, 1, 0, null, null, null, monster, null, null, null),
                new NodeSyncStatus(1, 1, 0, null, null, monster, null, null, null, null),
                failed(new FileFailure("a.json", "Why", monster)),
                failed(new FileFailure("a.json", monster, "")))) {
            assertThatExceptionOfType(KubernetesClientException.class)
                    .isThrownBy(() -> applyStatus(OWN, status))
                    .satisfies(e -> assertThat(e.getCode()).isEqualTo(422))
                    .withMessageContaining("Too long");
        }
    }

    @Test
    void readsNoSecretsPodsNodesOrProfiles() {
        assertForbidden(() -> agent.secrets().inNamespace(Cluster.NAMESPACE).list(), "secrets is forbidden");
        assertForbidden(
                () -> agent.secrets()
                        .inNamespace(Cluster.NAMESPACE)
                        .withName("any")
                        .get(),
                "secrets \"any\" is forbidden");
        assertForbidden(() -> agent.pods().inNamespace(Cluster.NAMESPACE).list(), "pods is forbidden");
        assertForbidden(() -> agent.pods().inAnyNamespace().list(), "pods is forbidden");
        assertForbidden(() -> agent.nodes().list(), "nodes is forbidden");
        assertForbidden(() -> agent.configMaps().inNamespace("default").list(), "configmaps is forbidden");
        assertForbidden(() -> agent.resources(NodeSync.class).list(), "nodesyncs.portcullis.dev is forbidden");
    }

    @Test
    void changesNoRenditions() {
        assertForbidden(
                () -> agent.configMaps()
                        .inNamespace(Cluster.NAMESPACE)
                        .withName("any")
                        .delete(),
                "configmaps \"any\" is forbidden");
    }

    private NodeSync apply(String name, String owner) {
        return apply(nodeSync(name, owner));
    }

    private NodeSync apply(NodeSync nodeSync) {
        return agent.resource(nodeSync)
                .fieldManager("portcullis-agent")
                .forceConflicts()
                .serverSideApply();
    }

    private static NodeSyncStatus failed(FileFailure failure) {
        return new NodeSyncStatus(1, 1, 1, List.of(failure), null, null, null, null, null, null);
    }

    private NodeSync applyStatus(String name) {
        return applyStatus(name, new NodeSyncStatus(1, 1, 0, null, null, null, null, null, null, null));
    }

    private NodeSync applyStatus(String name, NodeSyncStatus status) {
        NodeSync sync = new NodeSync();
        sync.setMetadata(new ObjectMetaBuilder().withName(name).build());
        sync.setStatus(status);
        return agent.resource(sync)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withFieldManager("portcullis-agent")
                        .withForce(true)
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .build());
    }

    private NodeSync nodeSync(String name, String owner) {
        NodeSync sync = new NodeSync();
        sync.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(owner)
                        .withUid(admin.nodes()
                                .withName(owner)
                                .get()
                                .getMetadata()
                                .getUid())
                        .build())
                .build());
        return sync;
    }

    private static void assertForbidden(ThrowingCallable call, String message) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(403))
                .withMessageContaining(message);
    }
}
