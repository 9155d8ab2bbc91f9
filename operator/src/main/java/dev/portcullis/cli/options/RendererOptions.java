package dev.portcullis.cli.options;

import dev.portcullis.seccomp.Renderer;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the operator of the cluster was told too. */
public final class RendererOptions {

    @Option(
            names = "--listener-directory",
            paramLabel = "DIR",
            defaultValue = "/run/portcullis",
            description = "The only directory in which profiles may name a listenerPath, as the operator has it."
                    + " Default: ${DEFAULT-VALUE}.")
    private Path listenerDirectory = Path.of("/");

    /** A renderer like the operator's. */
    public Renderer renderer() {
        return new Renderer(listenerDirectory.normalize());
    }
}
