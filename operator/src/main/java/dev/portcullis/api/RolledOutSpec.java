package dev.portcullis.api;

import org.jspecify.annotations.Nullable;

/** The part of a spec that says how its changes reach the nodes. */
public interface RolledOutSpec {

    /** The stages; null for all nodes at once. */
    @Nullable
    Rollout rollout();
}
