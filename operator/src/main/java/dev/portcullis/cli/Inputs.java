package dev.portcullis.cli;

import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.manifest.CheckedManifest;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Manifests;
import dev.portcullis.manifest.NamedManifests;
import java.util.stream.Stream;

/**
 * The objects of a command line, as far as the API server would accept them.
 *
 * @param profiles the profiles
 * @param policies the policies
 */
record Inputs(ProfileSet profiles, NamedManifests<CapabilityPolicySpec> policies) {

    /** Checks what was read. */
    static Inputs of(Manifests manifests) {
        return new Inputs(
                ProfileSet.of(manifests),
                NamedManifests.of(manifests.of(ManifestKind.CAPABILITY_POLICY), CheckedManifest::ofPolicy));
    }

    /** All that stands against them by themselves, with what became of them. */
    Summary summary(Stream<Diagnostic> more) {
        return profiles.summary(Stream.of(profiles.diagnostics().stream(), policies.diagnostics().stream(), more)
                .flatMap(diagnostics -> diagnostics));
    }
}
