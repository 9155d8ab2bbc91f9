package dev.portcullis.operator.blocking;

import dev.portcullis.rendition.BlockMarks;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Which blocks an object's documents hold, as far as this process knows.
 *
 * @param revision of the ConfigMap; 0 when there is none
 * @param documents the number of its seccomp documents
 * @param decided whether the spec was rendered or refused since this process runs
 * @param stays whether older documents stay on nodes: the spec is refused, or a rollout holds it back
 * @param considered the blocks, by {@link BlockInForce#key}, with which the spec was rendered last, or refused
 * @param marks since which revision the documents hold each block
 * @param changedBy the names of the blocks that changed the documents, each with what it costs, in words
 */
public record Coverage(
        long revision,
        int documents,
        boolean decided,
        boolean stays,
        Set<String> considered,
        BlockMarks marks,
        SortedMap<String, SortedSet<String>> changedBy) {

    public Coverage {
        considered = Set.copyOf(considered);
        changedBy = Collections.unmodifiableSortedMap(new TreeMap<>(changedBy));
    }

    /** Of an object that waits to be rendered. */
    public static Coverage undecided(long revision, int documents, BlockMarks marks) {
        return new Coverage(revision, documents, false, false, Set.of(), marks, Collections.emptySortedMap());
    }

    /**
     * Of an object that was rendered, or refused, with these blocks.
     *
     * @param before since when its documents hold which blocks, as far as was known
     * @param stays whether older documents stay on nodes
     * @param changedBy the blocks that changed the documents, each with what it costs
     */
    public static Coverage of(
            long revision,
            int documents,
            BlockSet blocks,
            BlockMarks before,
            boolean stays,
            SortedMap<String, SortedSet<String>> changedBy) {
        BlockMarks marks = stays ? before : before.and(blocks.keys(), revision).only(blocks.keys());
        return new Coverage(revision, documents, true, stays, blocks.keys(), marks, changedBy);
    }

    /** Returns whether the object was rendered with the block, or without it if it is not to be. */
    boolean isDecided(String key, boolean concerned) {
        return decided && considered.contains(key) == concerned;
    }

    /** Returns whether documents stay that do not hold the block. */
    boolean lacks(String key) {
        return stays && documents > 0 && !marks.since().containsKey(key);
    }
}
