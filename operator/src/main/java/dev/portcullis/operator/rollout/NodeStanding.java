package dev.portcullis.operator.rollout;

import dev.portcullis.api.NodeFailure;
import org.jspecify.annotations.Nullable;

/**
 * A node that counts for an object, beside the revision of its ConfigMap.
 *
 * @param node its name
 * @param available whether it is waited for
 * @param synced whether it has applied the revision
 * @param failure why it cannot, though it is available; null when it can
 */
public record NodeStanding(
        String node,
        boolean available,
        boolean synced,
        @Nullable NodeFailure failure) {

    /** Returns whether it has yet to answer. */
    public boolean isAwaited() {
        return available && !synced && failure == null;
    }
}
