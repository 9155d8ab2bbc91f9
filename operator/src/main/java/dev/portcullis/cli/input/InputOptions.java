package dev.portcullis.cli.input;

import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files of profiles and policies that a command reads. */
public final class InputOptions {

    private static final String ADVICE = "name another folder, or accept it with --allow-empty";

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Files of SeccompProfiles and CapabilityPolicies in YAML or JSON, or of plain seccomp profiles in"
                            + " JSON; folders, whose *.yaml, *.yml and *.json files are read and objects of other kinds skipped; or"
                            + " - for standard input.")
    private List<Path> files = List.of();

    @Option(names = "--allow-empty", description = "Accept that the files hold no profile and no policy.")
    private boolean allowEmpty;

    /** Reads profiles and policies; that there are none is an error unless it is allowed. */
    public Inputs read() {
        return read(EnumSet.of(ManifestKind.SECCOMP_PROFILE, ManifestKind.CAPABILITY_POLICY));
    }

    /** Reads SyscallBlocks and ProfileObservations too. */
    public Inputs readEveryKind() {
        return read(EnumSet.allOf(ManifestKind.class));
    }

    private Inputs read(Set<ManifestKind> kinds) {
        ManifestSet read = ManifestSet.read(kinds, files, System.in);
        return Inputs.of(allowEmpty ? read.withoutAbsences() : read.orAbsence(files.getFirst(), ADVICE));
    }
}
