package dev.portcullis.observer;

import dev.portcullis.wording.DnsSubdomain;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of one observer.
 *
 * @param nodeName the Node that it runs on
 * @param socketDirectory the directory of {@code observer.sock} and {@code handover.sock}, which only root may enter
 * @param gracePeriod for how long it goes on answering after it was told to end, unless a successor comes
 */
public record ObserverSettings(String nodeName, Path socketDirectory, Duration gracePeriod) {

    /** The longest path that the kernel takes for a socket, its end included (sun_path of unix(7)). */
    private static final int MAX_SOCKET_PATH = 108;

    /** Refuses values that cannot work. */
    public ObserverSettings {
        if (!socketDirectory.isAbsolute()) {
            throw new IllegalArgumentException("the socket directory must be an absolute path, not " + socketDirectory);
        }
        if (socketDirectory.resolve("handover.sock.new").toString().length() >= MAX_SOCKET_PATH) {
            throw new IllegalArgumentException(
                    "the path of the socket directory is too long for a socket: " + socketDirectory);
        }
        if (gracePeriod.isNegative()) {
            throw new IllegalArgumentException("the grace period must not be negative, and is " + gracePeriod);
        }
        if (!DnsSubdomain.matches(nodeName)) {
            throw new IllegalArgumentException("\"" + nodeName + "\" cannot be the name of a Node");
        }
    }

    /** The socket that runtimes connect to. */
    Path observerSocket() {
        return socketDirectory.resolve("observer.sock");
    }

    /** The socket that a successor connects to. */
    Path handoverSocket() {
        return socketDirectory.resolve("handover.sock");
    }
}
