package dev.portcullis.agent;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.telemetry.Version;
import dev.portcullis.wording.Excerpt;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The node as the agent finds it: decides which documents the node can use, and is reported.
 *
 * @param name the Node's name, which decides when it takes a change that goes out by stages
 * @param architecture as Go names it
 * @param kernelVersion as {@code uname -r} prints it
 * @param agentVersion the program's version
 */
record NodeInfo(String name, String architecture, String kernelVersion, String agentVersion) {

    private static final Map<String, String> GO_NAMES = Map.of("aarch64", "arm64", "x86_64", "amd64", "x86", "386");

    /** The node that this process runs on. */
    static NodeInfo ofThisMachine(String name) {
        String architecture = System.getProperty("os.arch");
        return new NodeInfo(
                name,
                GO_NAMES.getOrDefault(architecture, architecture),
                cut(System.getProperty("os.version")),
                cut(Version.current()));
    }

    /** Cuts a fact to what the API server takes. */
    private static String cut(String fact) {
        return Excerpt.of(fact, NodeSync.MAX_FACT);
    }

    /** Returns whether the node's kernel is known to be older than this. */
    boolean isOlderThan(KernelVersion minimum) {
        try {
            return !KernelVersion.parse(kernelVersion).isAtLeast(minimum);
        } catch (IllegalArgumentException e) {
            // A release that names no version proves nothing, and refusing would keep every such file from the node.
            return false;
        }
    }

    /** The status of the node's NodeSync. */
    NodeSyncStatus status(AppliedState state, Inventory.Repairs repairs) {
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
                agentVersion,
                // The reporter knows whose it is.
                null);
    }
}
