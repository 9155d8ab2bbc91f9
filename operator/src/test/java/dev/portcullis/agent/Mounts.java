package dev.portcullis.agent;

import java.io.IOException;

/** Calls mount(8) and umount(8). */
final class Mounts {

    private Mounts() {}

    /** The command's exit code. */
    static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
