package dev.portcullis.operator.rollout;

import dev.portcullis.wording.NameList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a node selector makes of a rollout.
 *
 * @param pooled whether there is one, so that nodes may lack the rendition for good
 * @param moved whether labels of nodes have changed since the counts were last written, and the counts with them
 * @param kept the nodes outside, where pods still use the files, by name
 */
public record Pool(boolean pooled, boolean moved, List<KeptFile> kept) {

    static final Pool EVERY_NODE = new Pool(false, false, List.of());

    public Pool {
        kept = List.copyOf(kept);
    }

    Pool counted() {
        return moved ? new Pool(pooled, false, kept) : this;
    }

    /** The nodes and pods that keep files, for a person. */
    public String keptWhere() {
        String nodes = kept.stream()
                .limit(Readiness.MAX_NODES_NAMED)
                .map(file -> file.node() + " (" + NameList.of(file.pods()) + ")")
                .collect(Collectors.joining(", "));
        int more = kept.size() - Readiness.MAX_NODES_NAMED;
        return more > 0 ? nodes + " and " + more + " more nodes" : nodes;
    }
}
