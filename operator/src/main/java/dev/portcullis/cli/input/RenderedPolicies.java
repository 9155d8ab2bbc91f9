package dev.portcullis.cli.input;

import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Remarks;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.block.Blocks;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Diagnostic.Level;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.policy.PolicyRenderer;
import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Limit;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All policies of a command line, rendered.
 *
 * @param documents the documents by the policies' names
 * @param diagnostics errors of policies that have no document, and warnings
 */
public record RenderedPolicies(Map<String, PolicyRendering.Rendered> documents, List<Diagnostic> diagnostics) {

    /** Renders every policy that the API server would accept, with the profiles of the same command line. */
    public static RenderedPolicies of(Inputs inputs, Renderer renderer, EnforcementSettings settings) {
        return of(inputs, name -> renderer, name -> Limit.NONE, settings);
    }

    /** The same with blocks. */
    public static RenderedPolicies of(Inputs inputs, Renderer renderer, Blocks blocks, EnforcementSettings settings) {
        return of(inputs, name -> renderer.restrictedBy(blocks.onPolicy(name)), name -> Limit.NONE, settings);
    }

    /**
     * The same within limits.
     *
     * @param limits the limit of each policy, by its name
     */
    public static RenderedPolicies of(
            Inputs inputs, Renderer renderer, Function<String, Limit> limits, EnforcementSettings settings) {
        return of(inputs, name -> renderer, limits, settings);
    }

    private static RenderedPolicies of(
            Inputs inputs,
            Function<String, Renderer> renderers,
            Function<String, Limit> limits,
            EnforcementSettings settings) {
        RenderedPolicies all = new RenderedPolicies(new LinkedHashMap<>(), new ArrayList<>());
        inputs.policies().byName().values().stream()
                .filter(checked -> checked.spec() != null)
                .forEach(checked -> all.add(
                        checked,
                        inputs.profiles(),
                        renderers.apply(checked.manifest().name()),
                        limits.apply(checked.manifest().name()),
                        settings));
        return all;
    }

    /** The documents for nodes of one architecture, by its GOARCH. */
    public RenderedPolicies on(String architecture) {
        Map<String, PolicyRendering.Rendered> chosen = new LinkedHashMap<>(documents);
        chosen.replaceAll((name, all) -> new PolicyRendering.Rendered(
                all.capabilities(), on(architecture, all.seccomp()), all.root(), all.nonRoot(), all.warnings()));
        return new RenderedPolicies(chosen, diagnostics);
    }

    private static Rendering.@Nullable Rendered on(String architecture, Rendering.@Nullable Rendered all) {
        return all == null
                ? null
                : new Rendering.Rendered(
                        all.variants().getOrDefault(architecture, all.document()),
                        Collections.emptySortedMap(),
                        all.minKernel(),
                        all.syscalls(),
                        all.warnings(),
                        all.restrictions());
    }

    private void add(
            CheckedManifest<CapabilityPolicySpec> checked,
            ProfileSet profiles,
            Renderer renderer,
            Limit limit,
            EnforcementSettings settings) {
        Manifest manifest = checked.manifest();
        CapabilityPolicySpec spec = Objects.requireNonNull(checked.spec());
        switch (new PolicyRenderer(renderer).within(limit).render(manifest.name(), spec, profiles::spec)) {
            case PolicyRendering.Rendered rendered -> {
                documents.put(manifest.name(), rendered);
                Set<String> known = ownWarnings(spec, profiles, renderer);
                Stream.concat(rendered.warnings().stream(), Remarks.of(manifest.name(), spec, settings).stream())
                        .filter(finding -> !known.contains(finding.message()))
                        .forEach(finding -> add(manifest, Level.WARNING, finding));
            }
            case PolicyRendering.Refused refused -> refused(manifest, spec, refused, profiles);
        }
    }

    /** Reports a missing profile in terms of files; a profile that is wrong is reported at its own file. */
    private void refused(
            Manifest manifest, CapabilityPolicySpec spec, PolicyRendering.Refused refused, ProfileSet profiles) {
        for (Finding finding : refused.findings()) {
            if (finding.code() != Finding.Code.PROFILE_MISSING) {
                add(manifest, Level.ERROR, finding);
            } else if (!profiles.profiles().containsKey(spec.seccompProfile())) {
                diagnostics.add(manifest.diagnostic(
                        Level.ERROR,
                        Problem.MISSING_PROFILE.code(),
                        finding.location(),
                        "no file holds a profile named " + spec.seccompProfile()
                                + "; add its file to the command line, or correct the name"));
            }
        }
    }

    /** The warnings that the profile has whatever the capabilities: they are reported once, at its own file. */
    private static Set<String> ownWarnings(CapabilityPolicySpec spec, ProfileSet profiles, Renderer renderer) {
        String name = Objects.requireNonNullElse(spec.seccompProfile(), "");
        SeccompProfileSpec profile = profiles.spec(name).orElse(null);
        if (profile == null
                || !(renderer.render(name, profile, profiles::spec, Set.of()) instanceof Rendering.Rendered own)) {
            return Set.of();
        }
        return own.warnings().stream().map(finding -> name + " " + finding).collect(Collectors.toSet());
    }

    private void add(Manifest manifest, Level level, Finding finding) {
        diagnostics.add(manifest.diagnostic(level, finding.code().reason(), finding.location(), finding.message()));
    }
}
