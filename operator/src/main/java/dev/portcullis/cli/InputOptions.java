package dev.portcullis.cli;

import dev.portcullis.manifest.Manifests;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Which files a command reads; the same for all commands that read profiles. */
final class InputOptions {

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = {
                "Files with SeccompProfiles in YAML or JSON, any number in each; plain seccomp profiles in JSON, as runtimes"
                        + " read them; folders, of which all *.yaml, *.yml and *.json are read, those of other"
                        + " kinds skipped; or - for standard input."
            })
    private List<Path> files = List.of();

    /** What the files hold. */
    ProfileSet read() {
        return ProfileSet.of(Manifests.read(files, System.in));
    }
}
