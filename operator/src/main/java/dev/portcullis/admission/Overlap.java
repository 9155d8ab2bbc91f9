package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;
import java.util.Set;

/** Whether two policies can meet in one pod. */
public final class Overlap {

    private Overlap() {}

    /**
     * Whether there can be a pod that both govern. A policy that governs nobody overlaps with none.
     *
     * @param exemptNamespaces the namespaces that no policy governs
     * @throws IllegalArgumentException if a selector has an operator that there is not; the message says which
     */
    public static boolean of(CapabilityPolicySpec one, CapabilityPolicySpec other, Set<String> exemptNamespaces) {
        return Reach.of(one, exemptNamespaces).overlaps(Reach.of(other, exemptNamespaces));
    }
}
