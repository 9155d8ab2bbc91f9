package dev.portcullis.agent;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The Node that the agent's token is bound to.
 *
 * @param name the Node's name
 * @param uid the Node's UID
 */
record NodeIdentity(String name, String uid) {

    private static final String NAME_KEY = "authentication.kubernetes.io/node-name";
    private static final String UID_KEY = "authentication.kubernetes.io/node-uid";

    /**
     * Asks the API server for the node that the agent's token is bound to; this needs no right on Nodes.
     *
     * @throws IllegalStateException when that is not the node that the agent was told
     */
    static NodeIdentity ask(KubernetesClient client, String expectedName) {
        SelfSubjectReview review =
                client.resource(new SelfSubjectReviewBuilder().build()).create();
        Map<String, List<String>> extra =
                Objects.requireNonNullElse(review.getStatus().getUserInfo().getExtra(), Map.of());
        return of(extra, review.getStatus().getUserInfo().getUsername(), expectedName);
    }

    /** Decides from the API server's answer about the user. */
    static NodeIdentity of(Map<String, List<String>> extra, String user, String expectedName) {
        List<String> name = extra.getOrDefault(NAME_KEY, List.of());
        List<String> uid = extra.getOrDefault(UID_KEY, List.of());
        if (name.isEmpty() || uid.isEmpty()) {
            throw new IllegalStateException(
                    "the token of " + user + " names no node: it must be a service account's token"
                            + " that is bound to a pod on node " + expectedName);
        }
        if (!name.getFirst().equals(expectedName)) {
            throw new IllegalStateException("the token of " + user + " belongs to node " + name.getFirst()
                    + ", not to node " + expectedName + " (--node-name)");
        }
        return new NodeIdentity(name.getFirst(), uid.getFirst());
    }

    /** The owner reference with which an object goes when the Node goes. */
    OwnerReference ownerReference() {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(name)
                .withUid(uid)
                .build();
    }
}
