package dev.portcullis.cli.input;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.block.Blocks;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Diagnostic.Level;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All profiles of a command line, rendered.
 *
 * @param documents the documents by the profiles' names
 * @param diagnostics errors of profiles that have no document, and warnings
 */
public record RenderedProfiles(Map<String, Rendering.Rendered> documents, List<Diagnostic> diagnostics) {

    /**
     * Renders every profile that the API server would accept.
     *
     * @param target the container and node; without an architecture every one, as the operator renders
     */
    public static RenderedProfiles of(ProfileSet profiles, Renderer renderer, Target target) {
        return of(profiles, renderer, Blocks.NONE, target);
    }

    /**
     * Renders every profile that the API server would accept, with blocks.
     *
     * @param target the container and node; without an architecture every one, as the operator renders
     */
    public static RenderedProfiles of(ProfileSet profiles, Renderer renderer, Blocks blocks, Target target) {
        RenderedProfiles all = new RenderedProfiles(new LinkedHashMap<>(), new ArrayList<>());
        each(profiles, name -> renderer.restrictedBy(blocks.onProfile(name)), target)
                .forEachOrdered(one -> {
                    all.documents.putAll(one.documents);
                    all.diagnostics.addAll(one.diagnostics);
                });
        return all;
    }

    /** The diagnostics alone: the documents of a thousand profiles can be a hundred megabytes. */
    public static List<Diagnostic> diagnostics(ProfileSet profiles, Renderer renderer) {
        return diagnostics(profiles, name -> renderer);
    }

    /**
     * The same with several renderers.
     *
     * @param renderers the renderer of each profile, by its name
     */
    public static List<Diagnostic> diagnostics(ProfileSet profiles, Function<String, Renderer> renderers) {
        return each(profiles, renderers, Target.UNPRIVILEGED)
                .flatMap(one -> one.diagnostics.stream())
                .toList();
    }

    /** One for each profile, on all processors. */
    private static Stream<RenderedProfiles> each(
            ProfileSet profiles, Function<String, Renderer> renderers, Target target) {
        // A parallel stream splits a list, but not a map's values below a thousand.
        return List.copyOf(profiles.profiles().values()).parallelStream()
                .filter(checked -> checked.spec() != null)
                .map(checked -> one(
                        profiles, checked, renderers.apply(checked.manifest().name()), target));
    }

    private static RenderedProfiles one(
            ProfileSet profiles, CheckedManifest<SeccompProfileSpec> checked, Renderer renderer, Target target) {
        Manifest manifest = checked.manifest();
        SeccompProfileSpec spec = Objects.requireNonNull(checked.spec());
        RenderedProfiles one = new RenderedProfiles(new LinkedHashMap<>(), new ArrayList<>());
        one.missingBases(profiles, manifest, spec);
        switch (render(profiles, manifest.name(), spec, renderer, target)) {
            case Rendering.Rendered rendered -> {
                one.documents.put(manifest.name(), rendered);
                rendered.warnings().forEach(finding -> one.add(manifest, Level.WARNING, finding));
            }
            // A missing base is reported by missingBases, or at the base's own file if that is wrong.
            case Rendering.Refused refused ->
                refused.findings().stream()
                        .filter(finding -> finding.code() != Finding.Code.BASE_MISSING)
                        .forEach(finding -> one.add(manifest, Level.ERROR, finding));
        }
        return one;
    }

    private static Rendering render(
            ProfileSet profiles, String name, SeccompProfileSpec spec, Renderer renderer, Target target) {
        if (target.architecture() == null && target.kernel() == null) {
            return renderer.render(name, spec, profiles::spec, target.capabilities());
        }
        Rendering rendering = renderer.render(name, spec, profiles::spec, target);
        if (target.architecture() != null || !(rendering instanceof Rendering.Rendered rendered)) {
            return rendering;
        }
        SortedMap<String, String> variants = new TreeMap<>();
        for (Architecture architecture : Architecture.values()) {
            if (architecture.isOfNodes()
                    && renderer.render(name, spec, profiles::spec, target.on(architecture))
                            instanceof Rendering.Rendered variant
                    && !variant.document().equals(rendered.document())) {
                variants.put(architecture.goName().orElseThrow(), variant.document());
            }
        }
        return new Rendering.Rendered(
                rendered.document(),
                variants,
                rendered.minKernel(),
                rendered.syscalls(),
                rendered.warnings(),
                rendered.restrictions());
    }

    private void add(Manifest manifest, Level level, Finding finding) {
        diagnostics.add(manifest.diagnostic(level, finding.code().reason(), finding.location(), finding.message()));
    }

    private void missingBases(ProfileSet profiles, Manifest manifest, SeccompProfileSpec spec) {
        List<String> names = Objects.requireNonNullElse(spec.baseProfiles(), List.of());
        for (int i = 0; i < names.size(); i++) {
            if (!profiles.profiles().containsKey(names.get(i))) {
                diagnostics.add(manifest.diagnostic(
                        Level.ERROR,
                        Problem.MISSING_BASE.code(),
                        "spec.baseProfiles[" + i + "]",
                        "no file holds a profile named " + names.get(i)
                                + "; add its file to the command line, or correct the name"));
            }
        }
    }
}
