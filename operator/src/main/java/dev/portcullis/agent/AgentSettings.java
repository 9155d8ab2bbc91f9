package dev.portcullis.agent;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has to be told.
 *
 * @param namespace where the renditions' ConfigMaps are
 * @param nodeName the Node that it runs on
 * @param seccompRoot the kubelet's seccomp directory; the agent owns {@code portcullis} below it
 * @param nodeView where the same directory can be seen as the node has it, to read; null where that is
 *     {@code seccompRoot} itself
 * @param resyncInterval how often files on disk and the node's own NodeSync are checked
 */
public record AgentSettings(
        String namespace,
        String nodeName,
        Path seccompRoot,
        @Nullable Path nodeView,
        Duration resyncInterval) {

    /** Those of an agent that is not in a container. */
    public AgentSettings(String namespace, String nodeName, Path seccompRoot, Duration resyncInterval) {
        this(namespace, nodeName, seccompRoot, null, resyncInterval);
    }

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
