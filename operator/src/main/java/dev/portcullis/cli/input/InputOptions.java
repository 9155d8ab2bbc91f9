package dev.portcullis.cli.input;

import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Manifests;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Which files a command reads; the same for all commands that read profiles and policies. */
public final class InputOptions {

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = {
                "Files with SeccompProfiles and CapabilityPolicies in YAML or JSON, any number in each; plain seccomp profiles in JSON, as runtimes"
                        + " read them; folders, of which all *.yaml, *.yml and *.json are read, those of other"
                        + " kinds skipped; or - for standard input."
            })
    private List<Path> files = List.of();

    /** What the files hold. */
    public Inputs read() {
        return Inputs.of(Manifests.read(EnumSet.allOf(ManifestKind.class), files, System.in));
    }
}
