package dev.portcullis.cli.check;

import dev.portcullis.admission.EnforcedPolicy;
import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The policies that the operator would enforce once every node has their files.
 *
 * @param policies the policies, in the order in which the API server evaluates them
 * @param diagnostics the reasons why it would not enforce the others
 */
record EnforcedPolicies(List<EnforcedPolicy> policies, List<Diagnostic> diagnostics) {

    /** Selects those that can be enforced from the policies that the API server would accept. */
    static EnforcedPolicies of(NamedManifests<CapabilityPolicySpec> accepted, EnforcementSettings settings) {
        EnforcedPolicies enforced = new EnforcedPolicies(new ArrayList<>(), new ArrayList<>());
        accepted.byName().forEach((name, policy) -> enforced.add(name, policy, settings));
        // The API server evaluates admission policies in the order of their names.
        enforced.policies.sort(Comparator.comparing(EnforcedPolicy::name));
        return enforced;
    }

    private void add(String name, CheckedManifest<CapabilityPolicySpec> checked, EnforcementSettings settings) {
        CapabilityPolicySpec spec = checked.spec();
        if (spec == null) {
            return;
        }
        try {
            policies.add(EnforcedPolicy.of(name, spec, true, settings));
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
