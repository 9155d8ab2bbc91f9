package dev.portcullis.agent;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.node.MachineFacts;
import java.time.temporal.ChronoUnit;

/**
 * The node as the agent finds it: decides which documents the node can use, and is reported.
 *
 * @param name the Node's name, which decides when it takes a change that goes out by stages
 * @param architecture as Go names it
 * @param kernelVersion as {@code uname -r} prints it
 * @param agentVersion the program's version
 */
record NodeInfo(String name, String architecture, String kernelVersion, String agentVersion) {

    /** The node that this process runs on. */
    static NodeInfo ofThisMachine(String name) {
        MachineFacts facts = MachineFacts.ofThisMachine();
        return new NodeInfo(name, facts.architecture(), facts.kernelVersion(), facts.programVersion());
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
