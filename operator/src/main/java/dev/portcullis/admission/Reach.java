package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pods that a policy governs.
 *
 * @param anybody whether it governs any pods
 * @param pods by the labels of the pod
 * @param namespaces by the labels of the pod's namespace
 */
public record Reach(boolean anybody, Selection pods, Selection namespaces) {

    /** The label that the API server puts on every namespace: its name. */
    public static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    /**
     * The pods that a policy governs: none without any selector; with only one of the two, the other selects all.
     *
     * @param exemptNamespaces the namespaces that no policy governs
     * @throws IllegalArgumentException if a selector has an unknown operator; the message names it
     */
    public static Reach of(CapabilityPolicySpec spec, Set<String> exemptNamespaces) {
        Selection named = Selection.ALL
                .and(NAMESPACE_NAME, Selection.LabelRange.of("Exists", Set.of()))
                .and(NAMESPACE_NAME, Selection.LabelRange.of("NotIn", exemptNamespaces));
        return new Reach(
                spec.governs(),
                Selection.of(spec.podSelector()),
                Selection.of(spec.namespaceSelector()).and(named));
    }

    /**
     * Returns whether it governs a pod.
     *
     * @param pod the pod's labels
     * @param namespace the name of its namespace
     * @param namespaceLabels the labels of that namespace, with or without its name
     */
    public boolean includes(Map<String, String> pod, String namespace, Map<String, String> namespaceLabels) {
        Map<String, String> labels = new HashMap<>(namespaceLabels);
        labels.put(NAMESPACE_NAME, namespace);
        return selects(pod) && namespaces.matches(labels);
    }

    /** Returns whether it governs pods with these labels in some namespace. */
    public boolean selects(Map<String, String> pod) {
        return anybody && pods.matches(pod);
    }

    /** The labels of namespaces that it depends on, except their names. */
    public Set<String> namespaceLabels() {
        return namespaces.ranges().keySet().stream()
                .filter(key -> !key.equals(NAMESPACE_NAME))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether any pod can match it. */
    boolean satisfiable() {
        return anybody && pods.satisfiable() && namespaces.satisfiable();
    }

    /** Returns whether any pod can match both. */
    public boolean overlaps(Reach other) {
        return anybody
                && other.anybody
                && pods.and(other.pods).satisfiable()
                && namespaces.and(other.namespaces).satisfiable();
    }
}
