package dev.portcullis.operator.blocking;

import dev.portcullis.seccomp.Restriction;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The blocks that an object is rendered with.
 *
 * @param keys each block's {@link BlockInForce#key}
 * @param restriction what they deny together
 */
public record BlockSet(SortedSet<String> keys, Restriction restriction) {

    public BlockSet {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }

    static BlockSet of(List<BlockInForce> blocks) {
        SortedSet<String> keys = new TreeSet<>();
        blocks.forEach(block -> keys.add(block.key()));
        return new BlockSet(
                keys,
                Restriction.of(blocks.stream()
                        .map(block -> block.block().restriction())
                        .toList()));
    }

    /** Tells this set from every other one. */
    public String version() {
        return String.join(" ", keys);
    }
}
