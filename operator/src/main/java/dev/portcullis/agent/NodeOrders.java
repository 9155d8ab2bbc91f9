package dev.portcullis.agent;

import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import java.util.Map;

/**
 * What the operator tells this agent in the spec of its NodeSync.
 *
 * @param generation of that spec; 0 when there is none
 * @param labels those of the node, as far as they are told
 * @param released the files that may go, with the revision of the rendition for which that was decided
 */
record NodeOrders(long generation, NodeLabels labels, Map<String, Long> released) {

    /** Nothing was told yet. */
    static final NodeOrders NONE = new NodeOrders(0, NodeLabels.UNKNOWN, Map.of());

    /** Copies what it is given. */
    NodeOrders {
        released = Map.copyOf(released);
    }

    /** The place of this node among those that get a rendition. */
    Placement place(NodeSelector nodes) {
        return nodes.isEvery() ? Placement.HERE : new Placement(nodes, nodes.match(labels));
    }

    /** Returns whether a file may go that this revision of its rendition does not want here. */
    boolean releases(String key, long revision) {
        return Long.valueOf(revision).equals(released.get(key));
    }
}
