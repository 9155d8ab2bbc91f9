package dev.portcullis.cli.compare;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.cli.report.Report;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.IgnoreComments;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * A profile that was chosen on the command line, with its bases.
 *
 * @param name its name
 * @param stack the profile on its bases; null if there is none that runtimes accept
 * @param errors the reasons why there is none
 */
record ChosenProfile(String name, @Nullable ProfileStack stack, Report errors) {

    /**
     * Reads a profile.
     *
     * @param bases files with bases that are not in the same file
     * @throws ParameterException if the file holds several profiles, or none of the name
     */
    static ChosenProfile read(
            FileReference written, List<Path> bases, Renderer renderer, Target target, CommandLine commandLine) {
        List<Path> file = List.of(written.file());
        ManifestSet own = ManifestSet.read(Set.of(ManifestKind.SECCOMP_PROFILE), file, System.in)
                .orAbsence(written.file(), "name another folder");
        ProfileSet alone = ProfileSet.of(own);
        ProfileSet all = ProfileSet.of(with(own, bases, written.file()));
        Report unread = errors(all, Stream.of());
        if (unread.hasErrors()) {
            return new ChosenProfile("", null, unread);
        }
        CheckedManifest<SeccompProfileSpec> chosen = alone.chosen(written.name())
                .orElseThrow(() -> new ParameterException(commandLine, alone.correction(file, written.name())));
        return of(chosen, all, renderer, target);
    }

    private static ChosenProfile of(
            CheckedManifest<SeccompProfileSpec> chosen, ProfileSet all, Renderer renderer, Target target) {
        String name = chosen.manifest().name();
        SeccompProfileSpec spec = Objects.requireNonNull(chosen.spec());
        return switch (renderer.read(name, spec, all::spec, target.capabilities())) {
            case Reading.Read read -> new ChosenProfile(name, read.stack(), errors(all, Stream.of()));
            case Reading.Refused refused ->
                new ChosenProfile(
                        name, null, errors(all, refused.findings().stream().map(finding -> told(chosen, finding))));
        };
    }

    private static Diagnostic told(CheckedManifest<SeccompProfileSpec> chosen, Finding finding) {
        String hint = finding.code() == Finding.Code.BASE_MISSING ? ", or name its file with --base" : "";
        return chosen.manifest()
                .diagnostic(
                        Diagnostic.Level.ERROR, finding.code().reason(), finding.location(), finding.message() + hint);
    }

    private static Report errors(ProfileSet profiles, Stream<Diagnostic> more) {
        return profiles.report(Stream.concat(profiles.diagnostics().stream(), more)
                .filter(diagnostic -> diagnostic.level() == Diagnostic.Level.ERROR));
    }

    /** Adds the bases, but no other version of the profile, which a folder with bases often holds too. */
    private static ManifestSet with(ManifestSet own, List<Path> bases, Path file) {
        List<Path> others = bases.stream().filter(base -> !base.equals(file)).toList();
        ManifestSet more = ManifestSet.read(Set.of(ManifestKind.SECCOMP_PROFILE), others, System.in);
        Set<String> names = own.manifests().stream().map(Manifest::name).collect(Collectors.toSet());
        return new ManifestSet(
                Stream.concat(
                                own.manifests().stream(),
                                more.manifests().stream().filter(other -> !names.contains(other.name())))
                        .toList(),
                Stream.concat(own.diagnostics().stream(), more.diagnostics().stream())
                        .toList(),
                own.files() + more.files(),
                own.others() + more.others(),
                IgnoreComments.of(List.of(own.comments(), more.comments())));
    }
}
