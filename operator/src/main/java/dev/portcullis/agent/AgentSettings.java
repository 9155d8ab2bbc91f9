package dev.portcullis.agent;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one agent.
 *
 * @param namespace the namespace of the renditions' ConfigMaps
 * @param nodeName the Node that it runs on
 * @param seccompRoot the kubelet's seccomp directory; the agent owns {@code portcullis} below it
 * @param nodeView a path to read the same directory as the node has it; null where that is
 *     {@code seccompRoot} itself
 * @param resyncInterval the time between two checks of the files on disk and of the node's own NodeSync
 */
public record AgentSettings(
        String namespace,
        String nodeName,
        Path seccompRoot,
        @Nullable Path nodeView,
        Duration resyncInterval) {

    /** Refuses values that cannot work. */
    public AgentSettings {
        if (!seccompRoot.isAbsolute()) {
            throw new IllegalArgumentException("the seccomp root must be an absolute path, not " + seccompRoot);
        }
        if (resyncInterval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("the resync interval must be 100ms or more, not " + resyncInterval);
        }
        if (!FileName.isName(nodeName)) {
            throw new IllegalArgumentException("\"" + nodeName + "\" cannot be the name of a Node");
        }
        if (!FileName.isName(namespace)) {
            throw new IllegalArgumentException("\"" + namespace + "\" cannot be the name of a namespace");
        }
    }
}
