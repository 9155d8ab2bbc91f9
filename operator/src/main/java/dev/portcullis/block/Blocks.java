package dev.portcullis.block;

import dev.portcullis.seccomp.Restriction;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Several blocks. Where two deny one call, the first by name decides.
 *
 * @param all by name
 */
public record Blocks(List<Block> all) {

    /** No block. */
    public static final Blocks NONE = new Blocks(List.of());

    /** Sorts what it is given. */
    public Blocks {
        all = all.stream().sorted(Comparator.comparing(Block::name)).toList();
    }

    /** What they deny in the document of a SeccompProfile. */
    public Restriction onProfile(String profile) {
        return only(block -> !block.exemptsProfile(profile)).restriction();
    }

    /** What they deny in the seccomp document of a CapabilityPolicy. */
    public Restriction onPolicy(String policy) {
        return only(block -> !block.exemptsPolicy(policy)).restriction();
    }

    /** What they deny together. */
    public Restriction restriction() {
        return Restriction.of(all.stream().map(Block::restriction).toList());
    }

    private Blocks only(Predicate<Block> which) {
        return new Blocks(all.stream().filter(which).toList());
    }
}
