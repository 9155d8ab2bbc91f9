package dev.portcullis.cli.check;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.cli.report.Console;
import dev.portcullis.comparison.CeilingScope;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.seccomp.Renderer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the operator's ceiling. */
final class CeilingOptions {

    @Option(
            names = "--ceiling",
            paramLabel = FileReference.SYNTAX,
            converter = FileReference.ReferenceConverter.class,
            description =
                    "The profile that is the operator's ceiling: whatever allows more is an error. Its bases may be in its"
                            + " own file or among the others.")
    private @Nullable FileReference file;

    @Option(
            names = "--ceiling-exempt",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Profiles that may allow more, and policies, as policy/NAME, as set for the operator; separated by"
                            + " commas.")
    private Set<String> exempt = new LinkedHashSet<>();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /**
     * Reads the ceiling, if one is given.
     *
     * @param profiles the profiles of the command line
     * @throws ParameterException if the file holds several profiles, or none of the name
     */
    GivenCeiling read(ProfileSet profiles, Renderer renderer) {
        exempt.forEach(this::mustBeName);
        FileReference written = file;
        if (written == null) {
            return GivenCeiling.NONE;
        }
        List<Path> files = List.of(written.file());
        ProfileSet own = ProfileSet.of(ManifestSet.read(Set.of(ManifestKind.SECCOMP_PROFILE), files, System.in)
                .orAbsence(written.file(), "name another folder"));
        if (!own.diagnostics().isEmpty()) {
            return GivenCeiling.unreadable(own.diagnostics());
        }
        CheckedManifest<SeccompProfileSpec> chosen = own.chosen(written.name())
                .orElseThrow(() -> wrong("--ceiling: " + own.correction(files, written.name())));
        return GivenCeiling.of(new CeilingScope(chosen.manifest().name(), exempt), chosen, own, profiles, renderer);
    }

    private void mustBeName(String name) {
        if (!CeilingScope.isName(name)) {
            throw wrong("--ceiling-exempt: " + name
                    + " is neither the name of a profile nor, as policy/NAME, that of a policy");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), Console.oneLine(message));
    }
}
