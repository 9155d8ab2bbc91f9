package dev.portcullis.cli.check;

import dev.portcullis.cli.input.Inputs;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Renderer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options for what profiles and policies were before a change. */
final class EarlierOptions {

    @Option(
            names = "--earlier",
            paramLabel = "FILE",
            description =
                    "A file or folder with the earlier versions: a profile or policy that allows more than the one of its name there"
                            + " is a warning. Can be repeated.")
    private List<Path> files = List.of();

    @Option(names = "--fail-on-widening", description = "Make that an error.")
    private boolean failOnWidening;

    /** The findings about objects that allow more than before; empty without earlier versions. */
    List<Diagnostic> findings(Inputs now, Renderer renderer) {
        if (files.isEmpty()) {
            return List.of();
        }
        ManifestSet read = ManifestSet.read(
                EnumSet.of(ManifestKind.SECCOMP_PROFILE, ManifestKind.CAPABILITY_POLICY), files, System.in);
        // What else is wrong with files of before is why they were changed.
        Stream<Diagnostic> unreadable = read.diagnostics().stream()
                .filter(diagnostic -> diagnostic.code().equals(Problem.UNREADABLE.code()));
        return Stream.concat(
                        unreadable,
                        new EarlierObjects(Inputs.of(read), renderer)
                                .findings(now)
                                .map(diagnostic -> failOnWidening ? diagnostic.as(Diagnostic.Level.ERROR) : diagnostic))
                .toList();
    }
}
