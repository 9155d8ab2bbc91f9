package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;
import java.util.Set;

/** The scope of a policy, by its selectors alone. */
public enum Scope {
    /** It has no selector. */
    NOBODY,
    /** Its selectors contradict each other: no pod can match. */
    NOTHING,
    /** It selects exempt namespaces only. */
    EXEMPT,
    /** Some pods. */
    SOME,
    /** All pods outside exempt namespaces. */
    EVERYTHING;

    /**
     * The scope of a policy, whatever namespaces exist.
     *
     * @param exemptNamespaces the namespaces that no policy governs
     * @throws IllegalArgumentException if a selector has an unknown operator; the message names it
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

    /** Returns whether pods are selected by labels, which anyone who creates a pod chooses. */
    public static boolean byPodLabels(CapabilityPolicySpec spec) {
        return !Selection.of(spec.podSelector()).ranges().isEmpty();
    }
}
