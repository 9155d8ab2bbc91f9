package dev.portcullis.admission;

import java.util.Set;

/**
 * The operator's settings for enforcement, which no policy can change.
 *
 * @param exemptNamespaces the namespaces whose pods no policy governs
 * @param fillable what policies may give to containers that say nothing of capabilities
 */
public record EnforcementSettings(Set<String> exemptNamespaces, Fillable fillable) {

    /** Copies what it is given. */
    public EnforcementSettings {
        exemptNamespaces = Set.copyOf(exemptNamespaces);
    }
}
