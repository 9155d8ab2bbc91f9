package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;

/** STUB. */
public final class Overlap {
    private Overlap() {}

    /** STUB. */
    public static boolean of(
            CapabilityPolicySpec one, CapabilityPolicySpec other, java.util.Set<String> exemptNamespaces) {
        return one.governs() && other.governs();
    }
}
