package dev.portcullis.operator.rollout;

import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncSpec;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.NodeLabels;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a NodeSync says of node selectors.
 *
 * @param generation of its spec
 * @param acted the labels that the node's files follow; null when the agent is still behind the spec
 * @param leaving the files that these labels no longer ask for
 */
record PoolReport(long generation, @Nullable NodeLabels acted, List<FileRevision> leaving) {

    static final PoolReport NONE = new PoolReport(0, NodeLabels.UNKNOWN, List.of());

    static PoolReport of(NodeSync nodeSync) {
        NodeSyncStatus status = nodeSync.getStatus();
        NodePoolStatus pool = status == null ? null : status.pool();
        long generation = Objects.requireNonNullElse(nodeSync.getMetadata().getGeneration(), 0L);
        if (pool == null) {
            return new PoolReport(generation, NodeLabels.UNKNOWN, List.of());
        }
        boolean current = Objects.equals(pool.observedGeneration(), generation);
        return new PoolReport(generation, current ? labels(nodeSync.getSpec()) : null, pool.kept());
    }

    /** The labels that a spec tells of; nothing when there is none. */
    static NodeLabels labels(@Nullable NodeSyncSpec spec) {
        return spec == null ? NodeLabels.UNKNOWN : new NodeLabels(spec.labels(), Set.copyOf(spec.missing()));
    }

    /** The labels that the node's files follow, as far as that is known. */
    NodeLabels followed() {
        return acted == null ? NodeLabels.UNKNOWN : acted;
    }

    /** The same, where the labels followed are still those of an earlier report if the agent is behind. */
    PoolReport after(PoolReport before) {
        return acted == null ? new PoolReport(generation, before.acted, leaving) : this;
    }
}
