package dev.portcullis.operator.reconciliation;

import dev.portcullis.operator.blocking.BlockSet;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.staging.Carried;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.NodeSelector;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an object's ConfigMap should bring to the nodes.
 *
 * @param spec identifies all specs that the result is made from
 * @param blocks the blocks that every document must hold
 * @param marks those that every document that is carried holds
 * @param result of rendering
 */
record Wanted(String spec, BlockSet blocks, BlockMarks marks, RenderResult result) {

    private static final int ORIGIN_LENGTH = 16;

    /** Tells the specs that the result is made from, without blocks. */
    String origin() {
        return Digest.sha256(spec).substring(0, ORIGIN_LENGTH);
    }

    /** The nodes that get the documents. */
    NodeSelector nodes() {
        return Carried.nodes(Objects.requireNonNull(result.promises()));
    }

    /** Returns whether documents that stay as they are would lack a block. */
    boolean blocksMore() {
        Set<String> lacking = new TreeSet<>(blocks.keys());
        lacking.removeAll(marks.since().keySet());
        return !lacking.isEmpty();
    }
}
