package dev.portcullis.cli.input;

import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The files of profiles and policies that a command reads. */
public final class InputOptions {

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Files of SeccompProfiles and CapabilityPolicies in YAML or JSON, or of plain seccomp profiles in"
                            + " JSON; folders, whose *.yaml, *.yml and *.json files are read and objects of other kinds skipped; or"
                            + " - for standard input.")
    private List<Path> files = List.of();

    /** Reads the files. */
    public Inputs read() {
        return Inputs.of(ManifestSet.read(EnumSet.allOf(ManifestKind.class), files, System.in));
    }
}
