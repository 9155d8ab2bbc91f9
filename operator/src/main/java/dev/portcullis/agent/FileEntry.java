package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of one file: digests, never contents.
 *
 * @param configMap the ConfigMap that carries it; empty for a left-over that none carries
 * @param revision the resourceVersion that was last applied, or failed
 * @param sha256 the digest of what is on disk; null when there is nothing that the agent knows of
 * @param failure why the file is not as that revision wants it; null when it is
 */
record FileEntry(
        String configMap,
        long revision,
        @Nullable String sha256,
        @Nullable FileFailure failure) {

    /** Returns whether the file is kept although nothing in the cluster asks for it. */
    boolean isOrphaned() {
        return FailureReason.ORPHANED.isOf(failure);
    }
}
