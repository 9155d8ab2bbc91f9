package dev.portcullis.agent;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.telemetry.Version;
import dev.portcullis.wording.Excerpt;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * What the agent says of its node besides the files.
 *
 * @param architecture as Go names it
 * @param kernelVersion as {@code uname -r} prints it
 * @param agentVersion the program's version
 */
record NodeFacts(String architecture, String kernelVersion, String agentVersion) {

    private static final Map<String, String> GO_NAMES = Map.of("aarch64", "arm64", "x86_64", "amd64", "x86", "386");

    static NodeFacts ofThisMachine() {
        String architecture = System.getProperty("os.arch");
        return new NodeFacts(
                GO_NAMES.getOrDefault(architecture, architecture),
                cut(System.getProperty("os.version")),
                cut(Version.current()));
    }

    /** The API server takes no more. */
    private static String cut(String fact) {
        return Excerpt.of(fact, NodeSync.MAX_FACT);
    }

    /** What decides which documents the node can use. */
    NodePlatform platform() {
        return new NodePlatform(architecture, kernelVersion);
    }

    /** The whole of what is reported. */
    NodeSyncStatus status(AppliedState state, Repairs repairs) {
        return new NodeSyncStatus(
                state.revision(),
                state.files(),
                state.failed(),
                state.failures().isEmpty() ? null : state.failures(),
                repairs.count(),
                repairs.last() == null
                        ? null
                        : repairs.last().truncatedTo(ChronoUnit.SECONDS).toString(),
                architecture,
                kernelVersion,
                agentVersion);
    }
}
