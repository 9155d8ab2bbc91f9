package dev.portcullis.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Nodes that start with taints, as a kubelet registers them.
 *
 * @param client with every right
 */
public record GatedNodes(KubernetesClient client) {

    public static final String TAINT = "portcullis.dev/agent-not-ready";
    public static final String AUTOSCALER_TAINT =
            "startup-taint.cluster-autoscaler.kubernetes.io/portcullis-agent-not-ready";
    public static final String CONDITION = "portcullis.dev/SeccompProfilesReady";

    /** Makes a node that starts with these taints, of the effect NoSchedule. */
    public Node create(String name, String... taints) {
        return client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withTaints(Stream.of(taints).map(GatedNodes::taint).toList())
                        .endSpec()
                        .build())
                .create();
    }

    public Resource<Node> named(String name) {
        return client.nodes().withName(name);
    }

    /** The taints that a test, or the gate, is about: the control plane has its own. */
    public List<String> taints(String name) {
        return named(name).require().getSpec().getTaints().stream()
                .map(Taint::getKey)
                .filter(key -> !key.startsWith("node.kubernetes.io/"))
                .toList();
    }

    /** The status of our condition; empty without it. */
    public Optional<String> readiness(String name) {
        return condition(name).map(NodeCondition::getStatus);
    }

    public Optional<NodeCondition> condition(String name) {
        return named(name).require().getStatus().getConditions().stream()
                .filter(condition -> CONDITION.equals(condition.getType()))
                .findFirst();
    }

    public static Taint taint(String key) {
        return new TaintBuilder().withKey(key).withEffect("NoSchedule").build();
    }
}
