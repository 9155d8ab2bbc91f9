package dev.portcullis.agent;

import dev.portcullis.api.KernelVersion;

/**
 * What of a node decides which documents it can use.
 *
 * @param architecture as Go names it
 * @param kernelRelease as {@code uname -r} prints it
 */
record NodePlatform(String architecture, String kernelRelease) {

    /** Returns whether the node's kernel is known to be older than this. */
    boolean isOlderThan(KernelVersion minimum) {
        try {
            return !KernelVersion.parse(kernelRelease).isAtLeast(minimum);
        } catch (IllegalArgumentException e) {
            // A release that names no version proves nothing, and refusing would keep every such file from the node.
            return false;
        }
    }
}
