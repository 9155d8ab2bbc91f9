package dev.portcullis.observation;

import org.jspecify.annotations.Nullable;

/**
 * The node that an observer runs on.
 *
 * @param name the node's name
 * @param architecture as Go names it; null where it is not known
 * @param kernelVersion the running kernel's release; null where it is not known
 * @param observerVersion the observer's version
 */
public record ObservingNode(
        String name,
        @Nullable String architecture,
        @Nullable String kernelVersion,
        String observerVersion) {}
