package dev.portcullis.agent;

import dev.portcullis.rendition.NodeSelector;

/**
 * Whether this node is one of those that get a rendition.
 *
 * @param nodes those nodes
 * @param match whether this is one, as far as its labels are known
 */
record Placement(NodeSelector nodes, NodeSelector.Match match) {

    /** Every node gets it. */
    static final Placement HERE = new Placement(NodeSelector.EVERY, NodeSelector.Match.YES);

    /** Returns whether files are written that are not there yet. */
    boolean isHere() {
        return match == NodeSelector.Match.YES;
    }

    /** Returns whether files that are there have to go in the end. */
    boolean isElsewhere() {
        return match == NodeSelector.Match.NO;
    }

    /** Returns whether labels of this node decide. */
    boolean depends() {
        return !nodes.isEvery();
    }
}
