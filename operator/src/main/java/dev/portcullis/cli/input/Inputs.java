package dev.portcullis.cli.input;

import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.cli.report.Report;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a command line, as far as the API server would accept them.
 *
 * @param profiles the profiles
 * @param policies the policies
 * @param blocks the SyscallBlocks
 * @param observations the ProfileObservations
 */
public record Inputs(
        ProfileSet profiles,
        NamedManifests<CapabilityPolicySpec> policies,
        NamedManifests<SyscallBlockSpec> blocks,
        NamedManifests<ProfileObservationSpec> observations) {

    /** Checks the objects against the API server's rules. */
    public static Inputs of(ManifestSet manifests) {
        return new Inputs(
                ProfileSet.of(manifests),
                NamedManifests.of(manifests.of(ManifestKind.CAPABILITY_POLICY), CheckedManifest::ofPolicy),
                NamedManifests.of(manifests.of(ManifestKind.SYSCALL_BLOCK), CheckedManifest::ofBlock),
                NamedManifests.of(manifests.of(ManifestKind.PROFILE_OBSERVATION), CheckedManifest::ofObservation));
    }

    /** The policy of this name, or without a name the only one. */
    public Optional<Map.Entry<String, CapabilityPolicySpec>> policy(@Nullable String name) {
        Set<String> names = policies.byName().keySet();
        String chosen = name == null && names.size() == 1 ? names.iterator().next() : name;
        return Optional.ofNullable(chosen).flatMap(one -> policies.spec(one).map(spec -> Map.entry(one, spec)));
    }

    /** The error message when there is no such policy. */
    public String policyCorrection(List<Path> files, @Nullable String name) {
        return FileReference.correction(
                files, name, "policy", "policies", policies.byName().keySet());
    }

    /** Reports what is wrong with the objects themselves, and these diagnostics. */
    public Report report(Stream<Diagnostic> more) {
        return profiles.report(Stream.of(
                        profiles.diagnostics().stream(),
                        policies.diagnostics().stream(),
                        blocks.diagnostics().stream(),
                        observations.diagnostics().stream(),
                        more)
                .flatMap(diagnostics -> diagnostics));
    }
}
