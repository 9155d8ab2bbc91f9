package dev.portcullis.operator.metrics;

import dev.portcullis.operator.rollout.NodeStates;
import java.util.List;

/**
 * What the operator knows when it is asked for metrics.
 *
 * @param leads whether this process reconciles; if not, it knows nothing of what follows {@code watches}
 * @param watches whether every watch on the cluster is open
 * @param nodes how nodes stand
 * @param gated nodes to which no pods may come yet
 * @param renderedBytes the size of all documents
 * @param renderedBytesMax the size of the documents of the object that has most
 * @param objects all objects
 */
public record OperatorState(
        boolean leads,
        boolean watches,
        NodeStates nodes,
        int gated,
        long renderedBytes,
        long renderedBytesMax,
        List<ObjectStatus> objects) {}
