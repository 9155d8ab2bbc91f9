package dev.portcullis.agent;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an agent has to be told.
 *
 * @param namespace where the renditions' ConfigMaps are
 * @param nodeName the Node that it runs on
 * @param seccompRoot the kubelet's seccomp directory; the agent owns {@code portcullis} below it
 * @param resyncInterval how often files on disk and the node's own NodeSync are checked
 */
public record AgentSettings(String namespace, String nodeName, Path seccompRoot, Duration resyncInterval) {

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
