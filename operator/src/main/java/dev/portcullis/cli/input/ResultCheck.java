package dev.portcullis.cli.input;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Renderer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The checks of {@code validate} on a profile that a command made.
 *
 * @param renderer the renderer that {@code validate} would have
 * @param bases the bases at hand, by name
 */
public record ResultCheck(Renderer renderer, Map<String, SeccompProfileSpec> bases) {

    /** The findings of {@code validate} for the printed profile; a base that is not at hand may be in the cluster. */
    public List<Diagnostic> of(String name, SeccompProfileSpec profile) {
        String label = "SeccompProfile " + name;
        ManifestSet manifests = bases.entrySet().stream()
                .filter(base -> !base.getKey().equals(name))
                .map(base -> written("base " + base.getKey(), base.getKey(), base.getValue()))
                .reduce(written(label, name, profile), ManifestSet::and);
        ProfileSet profiles = ProfileSet.of(manifests);
        return Stream.concat(profiles.diagnostics().stream(), RenderedProfiles.diagnostics(profiles, renderer).stream())
                .filter(diagnostic -> diagnostic.file().equals(label))
                .map(ResultCheck::withoutLine)
                .map(ResultCheck::graded)
                .toList();
    }

    private static ManifestSet written(String label, String name, SeccompProfileSpec profile) {
        return ManifestSet.ofProfiles(label, ProfileWriter.yaml(name, profile));
    }

    private static Diagnostic withoutLine(Diagnostic told) {
        return new Diagnostic(told.level(), told.code(), told.file(), Position.FILE, told.location(), told.message());
    }

    private static Diagnostic graded(Diagnostic told) {
        return told.code().equals(Problem.MISSING_BASE.code())
                ? Diagnostic.warning(
                        Problem.MISSING_BASE,
                        told.file(),
                        told.position(),
                        told.location(),
                        "this base is not at hand, so that rules were checked no further; name its file with --base")
                : told;
    }
}
