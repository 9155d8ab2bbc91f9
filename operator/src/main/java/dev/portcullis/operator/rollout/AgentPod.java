package dev.portcullis.operator.rollout;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * An agent's pod, and the state of its node: the control plane removes {@code Ready} from the pods of a node that no
 * longer answers, so the Node itself need not be read.
 *
 * @param node the node where it runs, or is to run
 * @param name the pod's name
 * @param state the agent's state
 */
record AgentPod(String node, String name, State state) {

    /** The label that selects agents. */
    static final String LABEL = "app.kubernetes.io/component";

    static final String LABEL_VALUE = "agent";

    /** The time that a new or returning node may take to report that it has caught up. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** The state of an agent. */
    enum State {
        /** It cannot be asked for anything. */
        NOT_READY,
        /** It has been ready for less than {@link #GRACE}. */
        JUST_READY,
        /** It has been ready for a while. */
        READY
    }

    /** The agent in this pod; empty for a pod without a node. */
    static Optional<AgentPod> of(Pod pod, Instant now) {
        String name = pod.getMetadata().getName();
        return node(pod).map(node -> new AgentPod(node, name, state(pod, now)));
    }

    /** The node where the pod runs, or where its DaemonSet wants it. */
    static Optional<String> node(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getNodeName()).or(() -> wanted(pod));
    }

    /** The pod without unused fields: else the pod template would be in memory once for each node. */
    static Pod slim(Pod pod) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                .endMetadata()
                .withNewSpec()
                .withNodeName(node(pod).orElse(null))
                .endSpec()
                .withNewStatus()
                .withConditions(ready(pod).stream().toList())
                .endStatus()
                .build();
    }

    private static State state(Pod pod, Instant now) {
        Optional<PodCondition> ready = ready(pod).filter(condition -> "True".equals(condition.getStatus()));
        if (ready.isEmpty() || pod.getMetadata().getDeletionTimestamp() != null) {
            return State.NOT_READY;
        }
        boolean just = ready.map(PodCondition::getLastTransitionTime)
                .flatMap(AgentPod::instant)
                // The node's clock may be ahead of ours.
                .filter(since -> Duration.between(since, now).abs().compareTo(GRACE) < 0)
                .isPresent();
        return just ? State.JUST_READY : State.READY;
    }

    private static Optional<PodCondition> ready(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .findFirst();
    }

    /** A DaemonSet's pods name their node before they are bound to it (nodeaffinity.go of the scheduler). */
    private static Optional<String> wanted(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getAffinity())
                .map(Affinity::getNodeAffinity)
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .stream()
                .flatMap(selector -> selector.getNodeSelectorTerms().stream())
                .flatMap(term -> term.getMatchFields().stream())
                .filter(field -> "metadata.name".equals(field.getKey()))
                .flatMap(field -> field.getValues().stream())
                .findFirst();
    }

    private static Optional<Instant> instant(String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
