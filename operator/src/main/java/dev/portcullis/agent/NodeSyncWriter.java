package dev.portcullis.agent;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/**
 * Writes the node's NodeSync by server-side apply.
 *
 * @param client asks the API server
 * @param node whose NodeSync it is
 */
record NodeSyncWriter(KubernetesClient client, NodeIdentity node) {

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("portcullis-agent")
            .withForce(true)
            .build();

    /** Makes the object, or makes sure that it belongs to the Node. */
    void create() {
        NodeSync nodeSync = new NodeSync();
        nodeSync.setMetadata(new ObjectMetaBuilder()
                .withName(node.name())
                .withOwnerReferences(node.ownerReference())
                .build());
        resource(nodeSync).patch(APPLY);
    }

    /** Writes the status, and first the object when somebody deleted it. */
    void write(NodeSyncStatus status) {
        NodeSync nodeSync = new NodeSync();
        nodeSync.setMetadata(new ObjectMetaBuilder().withName(node.name()).build());
        nodeSync.setStatus(status);
        try {
            resource(nodeSync).subresource("status").patch(APPLY);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            create();
            resource(nodeSync).subresource("status").patch(APPLY);
        }
    }

    /** Returns whether the object is there. */
    boolean exists() {
        return client.resources(NodeSync.class).withName(node.name()).get() != null;
    }

    private Resource<NodeSync> resource(NodeSync nodeSync) {
        return client.resources(NodeSync.class).resource(nodeSync);
    }
}
