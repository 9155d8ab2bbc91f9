package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.Enforcement;
import dev.portcullis.api.Validation;
import java.util.Collection;
import java.util.List;

/**
 * A policy as the API server enforces it.
 *
 * @param requirements what it demands of pods
 * @param reach which pods it governs
 * @param enforcement what it does with them
 */
public record EnforcedPolicy(Requirements requirements, Reach reach, Enforcement enforcement) {

    /**
     * The policy with this name and spec.
     *
     * @param seccompAvailable whether pods are sent to the policy's seccomp file
     * @throws IllegalArgumentException if it cannot be enforced; the message says why
     */
    public static EnforcedPolicy of(
            String name, CapabilityPolicySpec spec, boolean seccompAvailable, EnforcementSettings settings) {
        return new EnforcedPolicy(
                Requirements.of(name, spec, seccompAvailable, settings.fillable()),
                Reach.of(spec, settings.exemptNamespaces()),
                spec.enforced());
    }

    /**
     * A pod's spec after these policies have filled it in.
     *
     * @param policies in the order of their names, as the API server evaluates them
     */
    public static JsonNode filled(Collection<EnforcedPolicy> policies, JsonNode podSpec) {
        JsonNode spec = podSpec;
        for (EnforcedPolicy policy : policies) {
            spec = policy.enforcement.mutates() ? Filling.of(policy.requirements, spec) : spec;
        }
        return spec;
    }

    /** The objections to a pod that has been filled in; none when the policy validates nothing. */
    public List<Objection> objections(JsonNode podSpec) {
        return validation() == Validation.OFF ? List.of() : PodCheck.of(requirements, podSpec);
    }

    /** What becomes of a pod that meets objections. */
    public Validation validation() {
        return enforcement.validation();
    }

    /** The policy's name. */
    public String name() {
        return requirements.policy();
    }
}
