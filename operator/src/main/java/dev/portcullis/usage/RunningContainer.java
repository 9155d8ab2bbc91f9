package dev.portcullis.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A container on a node, which runs, or which the kubelet tries to start. A container loads its seccomp filter when it
 * starts, so {@code startedAt} tells which contents of a file it runs under.
 *
 * @param namespace its pod's namespace
 * @param pod its pod's name
 * @param node where it is
 * @param container its name; init containers, sidecars and ephemeral ones count too
 * @param startedAt when it started, in whole seconds by the node's clock; null while it does not run. A restart in place
 *     is a start
 * @param seccomp what it asked for
 * @param privileged whether it is privileged: runtimes then give it no filter, whatever it asked for
 * @param owner the controller of its pod; null for a bare pod
 * @param restarts how often it was started again
 * @param waiting why it does not run; null when it runs
 * @param lastStartedAt when it started the time before; null when it never did, or that is not known
 */
public record RunningContainer(
        String namespace,
        String pod,
        String node,
        String container,
        @Nullable Instant startedAt,
        SeccompChoice seccomp,
        boolean privileged,
        @Nullable Owner owner,
        int restarts,
        @Nullable Waiting waiting,
        @Nullable Instant lastStartedAt) {

    /**
     * The controller of a pod.
     *
     * @param kind such as {@code ReplicaSet}
     * @param name its name, in the pod's namespace
     */
    public record Owner(String kind, String name) {}

    /**
     * Why a container does not run.
     *
     * @param reason one word, such as {@code CrashLoopBackOff} or {@code CreateContainerError}
     * @param podCreated when its pod was made, by the API server's clock; null when that is not known
     */
    public record Waiting(String reason, @Nullable Instant podCreated) {}

    /** Returns whether it runs now. */
    public boolean runs() {
        return startedAt != null;
    }
}
