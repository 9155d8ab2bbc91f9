package dev.portcullis.cli.check;

import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.manifest.CheckedManifest;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Manifests;
import dev.portcullis.manifest.NamedManifests;
import dev.portcullis.manifest.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The policies that workloads are held against.
 *
 * @param policies those that the operator would enforce, by name
 * @param checked all, as far as the API server would accept them
 * @param diagnostics why the operator would not enforce the others
 */
record EnforcedPolicies(
        List<EnforcedPolicy> policies, NamedManifests<CapabilityPolicySpec> checked, List<Diagnostic> diagnostics) {

    /** Those that were named, and those that stand among the workloads; the same policy in both is one. */
    static EnforcedPolicies of(Manifests named, List<KubernetesObject> among, EnforcementSettings settings) {
        NamedManifests<CapabilityPolicySpec> checked = NamedManifests.of(
                GivenObjects.of(ManifestKind.CAPABILITY_POLICY, named, among), CheckedManifest::ofPolicy);
        EnforcedPolicies enforced =
                new EnforcedPolicies(new ArrayList<>(), checked, new ArrayList<>(named.diagnostics()));
        enforced.diagnostics.addAll(checked.diagnostics());
        checked.byName().forEach((name, policy) -> enforced.add(name, policy, settings));
        // The API server asks admission policies in the order of their names.
        enforced.policies.sort(
                Comparator.comparing(policy -> policy.requirements().policy()));
        return enforced;
    }

    private void add(String name, CheckedManifest<CapabilityPolicySpec> checked, EnforcementSettings settings) {
        if (checked.spec() == null) {
            return;
        }
        try {
            policies.add(EnforcedPolicy.of(name, checked.spec(), settings));
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
