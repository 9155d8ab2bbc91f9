package dev.portcullis.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Filling;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodCheck;
import dev.portcullis.admission.Reach;
import dev.portcullis.admission.Requirements;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.Enforcement;
import dev.portcullis.api.Validation;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The policies that the operator would enforce.
 *
 * @param policies the policies, in the order in which the API server evaluates them
 * @param diagnostics the reasons why it would not enforce the others
 */
record EnforcedPolicies(List<EnforcedPolicy> policies, List<Diagnostic> diagnostics) {

    /**
     * A policy as the API server enforces it once every node has its files.
     *
     * @param requirements what it demands of pods
     * @param reach which pods it governs
     * @param enforcement what it does with them
     */
    record EnforcedPolicy(Requirements requirements, Reach reach, Enforcement enforcement) {

        /** A pod's spec after this policy has mutated it. */
        JsonNode filled(JsonNode podSpec) {
            return enforcement.mutates() ? Filling.of(requirements, podSpec) : podSpec;
        }

        List<Objection> objections(JsonNode podSpec) {
            return enforcement.validation() == Validation.OFF ? List.of() : PodCheck.of(requirements, podSpec);
        }

        /** The level of its objections: an error if the API server would deny the pod. */
        Diagnostic.Level level() {
            return enforcement.validation() == Validation.DENY ? Diagnostic.Level.ERROR : Diagnostic.Level.WARNING;
        }
    }

    /** Selects those that can be enforced from the policies that the API server would accept. */
    static EnforcedPolicies of(NamedManifests<CapabilityPolicySpec> accepted, EnforcementSettings settings) {
        EnforcedPolicies enforced = new EnforcedPolicies(new ArrayList<>(), new ArrayList<>());
        accepted.byName().forEach((name, policy) -> enforced.add(name, policy, settings));
        // The API server evaluates admission policies in the order of their names.
        enforced.policies.sort(
                Comparator.comparing(policy -> policy.requirements().policy()));
        return enforced;
    }

    private void add(String name, CheckedManifest<CapabilityPolicySpec> checked, EnforcementSettings settings) {
        CapabilityPolicySpec spec = checked.spec();
        if (spec == null) {
            return;
        }
        try {
            policies.add(new EnforcedPolicy(
                    Requirements.of(name, spec, true, settings.fillable()),
                    Reach.of(spec, settings.exemptNamespaces()),
                    spec.enforced()));
        } catch (IllegalArgumentException e) {
            diagnostics.add(checked.manifest()
                    .diagnostic(
                            Diagnostic.Level.ERROR,
                            Problem.INVALID_VALUE.code(),
                            "spec",
                            String.valueOf(e.getMessage())));
        }
    }
}
