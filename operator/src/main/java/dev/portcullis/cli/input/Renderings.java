package dev.portcullis.cli.input;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.CheckedManifest;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Diagnostic.Level;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Rendering;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What became of all profiles of a command line.
 *
 * @param documents what was rendered, by the profile's name
 * @param diagnostics what is to be told of it
 */
public record Renderings(Map<String, Rendering.Rendered> documents, List<Diagnostic> diagnostics) {

    /** How a profile is rendered. */
    @FunctionalInterface
    public interface Rendered {
        /** Renders one. */
        Rendering of(String name, SeccompProfileSpec spec);
    }

    /** Renders every profile that the API server would accept. */
    public static Renderings of(ProfileSet profiles, Rendered renderer) {
        Renderings all = new Renderings(new LinkedHashMap<>(), new ArrayList<>());
        each(profiles, renderer).forEachOrdered(one -> {
            all.documents.putAll(one.documents);
            all.diagnostics.addAll(one.diagnostics);
        });
        return all;
    }

    /** The same without the documents, which of a thousand profiles are a hundred megabytes. */
    public static List<Diagnostic> diagnostics(ProfileSet profiles, Rendered renderer) {
        return each(profiles, renderer).flatMap(one -> one.diagnostics.stream()).toList();
    }

    /** One for each profile, on all processors. */
    private static Stream<Renderings> each(ProfileSet profiles, Rendered renderer) {
        // A list, because a map's values are not divided below a thousand.
        return List.copyOf(profiles.profiles().values()).parallelStream()
                .filter(checked -> checked.spec() != null)
                .map(checked -> one(profiles, checked, renderer));
    }

    private static Renderings one(ProfileSet profiles, CheckedManifest<SeccompProfileSpec> checked, Rendered renderer) {
        Manifest manifest = checked.manifest();
        Renderings one = new Renderings(new LinkedHashMap<>(), new ArrayList<>());
        one.missingBases(profiles, checked);
        switch (renderer.of(manifest.name(), Objects.requireNonNull(checked.spec()))) {
            case Rendering.Rendered rendered -> {
                one.documents.put(manifest.name(), rendered);
                rendered.warnings().forEach(finding -> one.add(manifest, Level.WARNING, finding));
            }
            case Rendering.Refused refused -> one.refused(manifest, refused);
        }
        return one;
    }

    /** A missing base is said by missingBases, in words that fit files, or by what is wrong with the base's own file. */
    private void refused(Manifest manifest, Rendering.Refused refused) {
        refused.findings().stream()
                .filter(finding -> finding.code() != Finding.Code.BASE_MISSING)
                .forEach(finding -> add(manifest, Level.ERROR, finding));
    }

    private void add(Manifest manifest, Level level, Finding finding) {
        diagnostics.add(manifest.diagnostic(level, finding.code().reason(), finding.location(), finding.message()));
    }

    private void missingBases(ProfileSet profiles, CheckedManifest<SeccompProfileSpec> checked) {
        List<String> names = Objects.requireNonNullElse(
                Objects.requireNonNull(checked.spec()).baseProfiles(), List.of());
        for (int i = 0; i < names.size(); i++) {
            if (!profiles.profiles().containsKey(names.get(i))) {
                diagnostics.add(checked.manifest()
                        .diagnostic(
                                Level.ERROR,
                                Problem.MISSING_BASE.code(),
                                "spec.baseProfiles[" + i + "]",
                                "no file holds a profile named " + names.get(i)
                                        + "; add its file to the command line, or correct the name"));
            }
        }
    }
}
