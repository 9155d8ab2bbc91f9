package dev.portcullis.operator.gate;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gate reads of a Node.
 *
 * @param name its name, which a later Node may have too
 * @param uid its UID, which no other Node has
 * @param taints the keys of all its taints, in their order
 * @param status the status of our condition; null without one
 * @param message the message of our condition; null without one
 */
record GatedNode(
        String name,
        String uid,
        List<String> taints,
        @Nullable String status,
        @Nullable String message) {

    /** The taint that closes the gate. */
    static final String TAINT = "portcullis.dev/agent-not-ready";

    /** The same for autoscalers that cannot be told of a taint, and know those that pass by this prefix. */
    static final String AUTOSCALER_TAINT = "startup-taint.cluster-autoscaler.kubernetes.io/portcullis-agent-not-ready";

    /** The condition that says that the gate is open. */
    static final String CONDITION = "portcullis.dev/SeccompProfilesReady";

    private static final Set<String> OURS = Set.of(TAINT, AUTOSCALER_TAINT);

    GatedNode {
        taints = List.copyOf(taints);
    }

    static GatedNode of(Node node) {
        Optional<NodeCondition> condition = condition(node);
        return new GatedNode(
                node.getMetadata().getName(),
                node.getMetadata().getUid(),
                taints(node).stream().map(Taint::getKey).toList(),
                condition.map(NodeCondition::getStatus).orElse(null),
                condition.map(NodeCondition::getMessage).orElse(null));
    }

    /** The Node without what the gate does not read. */
    static Node slim(Node node) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.getMetadata().getName())
                .withUid(node.getMetadata().getUid())
                .withResourceVersion(node.getMetadata().getResourceVersion())
                .endMetadata()
                .withNewSpec()
                .withTaints(taints(node).stream()
                        .map(taint -> new TaintBuilder().withKey(taint.getKey()).build())
                        .toList())
                .endSpec()
                .withNewStatus()
                .withConditions(condition(node).stream()
                        .map(condition -> new NodeConditionBuilder()
                                .withType(CONDITION)
                                .withStatus(condition.getStatus())
                                .withMessage(condition.getMessage())
                                .build())
                        .toList())
                .endStatus()
                .build();
    }

    /** The Node to write to. */
    Node object() {
        return new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
    }

    static boolean isOurs(String taint) {
        return OURS.contains(taint);
    }

    boolean isTainted() {
        return taints.stream().anyMatch(GatedNode::isOurs);
    }

    boolean isSaidToBeReady() {
        return "True".equals(status);
    }

    /** Returns whether there is still something to do for this node. */
    boolean isClosed(GateSettings settings) {
        return (settings.taint() && isTainted()) || (settings.condition() && !isSaidToBeReady());
    }

    private static List<Taint> taints(Node node) {
        return Optional.ofNullable(node.getSpec()).map(NodeSpec::getTaints).orElse(List.of());
    }

    private static Optional<NodeCondition> condition(Node node) {
        return node.getStatus() == null
                ? Optional.empty()
                : node.getStatus().getConditions().stream()
                        .filter(condition -> CONDITION.equals(condition.getType()))
                        .findFirst();
    }
}
