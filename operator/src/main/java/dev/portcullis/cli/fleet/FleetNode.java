package dev.portcullis.cli.fleet;

import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.NodeLabels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node, as its agent reports of it.
 *
 * @param name the Node's name
 * @param created when it first reported, by the API server's clock; null when that is not known
 * @param labels those labels that some node selector asks for, as the agent was told
 * @param status the report; null for one that has none yet
 */
public record FleetNode(
        String name,
        @Nullable Instant created,
        NodeLabels labels,
        @Nullable NodeSyncStatus status) {}
