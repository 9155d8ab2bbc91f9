package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;
import java.util.Set;

/** How far a policy reaches, as its selectors alone say. */
public enum Scope {
    /** It has no selector. */
    NOBODY,
    /** Its selectors contradict themselves: no pod can match. */
    NOTHING,
    /** What it selects is in exempt namespaces only. */
    EXEMPT,
    /** Some pods. */
    SOME,
    /** All pods outside exempt namespaces. */
    EVERYTHING;

    /**
     * How far this policy reaches. What namespaces there are is not looked at.
     *
     * @param exemptNamespaces the namespaces that no policy governs
     * @throws IllegalArgumentException if a selector has an operator that there is not; the message says which
     */
    public static Scope of(CapabilityPolicySpec spec, Set<String> exemptNamespaces) {
        if (!spec.governs()) {
            return NOBODY;
        }
        if (!Reach.of(spec, Set.of()).satisfiable()) {
            return NOTHING;
        }
        if (!Reach.of(spec, exemptNamespaces).satisfiable()) {
            return EXEMPT;
        }
        boolean all = !byPodLabels(spec)
                && Selection.of(spec.namespaceSelector()).ranges().isEmpty();
        return all ? EVERYTHING : SOME;
    }

    /** Whether pods are selected by their labels, which whoever creates a pod chooses. */
    public static boolean byPodLabels(CapabilityPolicySpec spec) {
        return !Selection.of(spec.podSelector()).ranges().isEmpty();
    }
}
