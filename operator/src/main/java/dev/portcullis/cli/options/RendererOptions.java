package dev.portcullis.cli.options;

import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.RuntimeChoice;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the operator's setting on which rendering depends. */
public final class RendererOptions {

    @Option(
            names = "--listener-directory",
            paramLabel = "DIR",
            defaultValue = "/run/portcullis-listeners",
            description =
                    "The only directory in which a profile's listenerPath may be, as set for the operator. Default:"
                            + " ${DEFAULT-VALUE}.")
    private Path listenerDirectory = Path.of("/");

    /** A renderer like the operator's. */
    public Renderer renderer() {
        return new Renderer(listenerDirectory.normalize());
    }

    /** A renderer like the operator's, but for the runtimes of which it warns. */
    public Renderer renderer(RuntimeChoice runtimes) {
        return new Renderer(listenerDirectory.normalize(), runtimes);
    }
}
