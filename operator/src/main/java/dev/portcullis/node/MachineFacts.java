package dev.portcullis.node;

import dev.portcullis.api.NodeSync;
import dev.portcullis.telemetry.Version;
import dev.portcullis.wording.Excerpt;
import java.util.Map;

/**
 * The facts that a process on a node reports with its work.
 *
 * @param architecture as Go names it
 * @param kernelVersion as {@code uname -r} prints it
 * @param programVersion the version of this program
 */
public record MachineFacts(String architecture, String kernelVersion, String programVersion) {

    private static final Map<String, String> GO_NAMES = Map.of("aarch64", "arm64", "x86_64", "amd64", "x86", "386");

    /** The facts of the machine that this process runs on. */
    public static MachineFacts ofThisMachine() {
        String architecture = System.getProperty("os.arch");
        return new MachineFacts(
                GO_NAMES.getOrDefault(architecture, architecture),
                cut(System.getProperty("os.version")),
                cut(Version.current()));
    }

    /** Cuts a fact to what the API server takes. */
    private static String cut(String fact) {
        return Excerpt.of(fact, NodeSync.MAX_FACT);
    }
}
