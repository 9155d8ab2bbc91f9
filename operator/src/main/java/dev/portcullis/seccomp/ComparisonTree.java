package dev.portcullis.seccomp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tree of comparisons that libseccomp keeps for one syscall of one architecture while rules are added, with the two
 * ways in which that fails: a rule is refused with EEXIST, or libseccomp does not return. Follows _db_tree_prune and
 * _db_tree_add in libseccomp's src/db.c, which decide alike from 2.5.4 to 2.6.1.
 *
 * <p>libseccomp never returns from a rule that begins like an earlier one, where a comparison with anything but
 * SCMP_CMP_EQ and SCMP_CMP_MASKED_EQ leads both on to different ones, and the later rule's belongs before all that the
 * earlier one has there. On 64-bit architectures, NE, LT, LE, GE and GT become several comparisons of halves, two of
 * which lead on to the next argument; so the new comparison is put on that level twice, and the second time becomes its
 * own predecessor ({@code n_iter->lvl_prv = x_iter->lvl_prv}). The next search for the level's first (_db_level_clean)
 * runs in a circle, inside of seccomp_rule_add. Rules added in {@link ChainOrder} come behind each other, and 32-bit
 * architectures have one comparison for each condition: neither ever gets there.
 */
final class ComparisonTree {

    /** The result of adding a rule. */
    enum Addition {
        /** It is in the tree, or need not be. */
        ADDED,
        /** libseccomp refuses it beside those before it (EEXIST). */
        COLLIDES,
        /** libseccomp never returns, or not for hours. */
        ENDLESS
    }

    /**
     * The kernel takes no filter of more instructions (BPF_MAXINSNS in linux/bpf_common.h), so nobody needs to know
     * what libseccomp does then; the time to find out grows with the square of the rules.
     */
    private static final int MAX_COMPARISONS = 4096;

    /**
     * Enough for as many comparisons that lie side by side. Where rules lead on from both outcomes, the search of
     * _db_tree_prune doubles with each level, and libseccomp would return after hours.
     */
    private static final int MAX_STEPS = 1 << 24;

    private final boolean wide;
    /** Leads to the first level. */
    private final Comparing root = Comparing.nothing();

    private int size;
    private int steps;
    private boolean decided;
    private @Nullable Verdict always;

    /** @param wide whether the architecture's numbers have two halves */
    ComparisonTree(boolean wide) {
        this.wide = wide;
    }

    /** Adds a rule that differs from the default. A tree to which one could not be added is of no more use. */
    Addition add(Conditions written, Verdict verdict) {
        Conditions conditions = wide ? written : written.lowerHalf();
        if (conditions.always() && !decided) {
            decided = true;
            always = verdict;
        }
        if (decided || size > MAX_COMPARISONS) {
            return Addition.ADDED;
        }
        size += 2 * conditions.all().size();
        try {
            return add(Comparing.chain(conditions, verdict, wide), verdict) ? Addition.ADDED : Addition.COLLIDES;
        } catch (EndlessException e) {
            return Addition.ENDLESS;
        }
    }

    /** The verdict of the filter on a call with these six arguments; null is the default's. */
    @Nullable
    Verdict verdict(long... arguments) {
        return decided ? always : BpfRun.verdict(root.onTrue, arguments);
    }

    private boolean add(Comparing chain, Verdict verdict) {
        Walk walk = new Walk(verdict);
        boolean removed = prune(root.onTrue, chain, walk);
        if (root.onTrue == null) {
            root.onTrue = chain;
            return true;
        }
        return (!removed && walk.provesNeedless()) || insert(root, true, chain);
    }

    /** Removes what a chain makes needless, and finds out whether the chain is needless itself. */
    private boolean prune(@Nullable Comparing level, @Nullable Comparing chain, Walk walk) {
        Walk here = new Walk(walk);
        boolean removed = prune(level, chain, walk, here);
        if (here.matches) {
            walk.take(here);
        } else {
            walk.matches = false;
        }
        return removed;
    }

    private boolean prune(@Nullable Comparing level, @Nullable Comparing chain, Walk walk, Walk here) {
        boolean removed = false;
        if (level == null || chain == null || (walk.hasMatched && !walk.matches)) {
            return false;
        }
        Comparing next;
        for (Comparing at = level.first(); at != null; at = next) {
            next = at.next;
            step();
            boolean like = at.isLike(chain);
            boolean before = !like && at.isLessThan(chain);
            if (like) {
                here.meet(at, chain);
                if (at.goesOnBeside(chain) || (here.bothEnd() && !at.decidesLike(chain))) {
                    return removed;
                }
            } else if (before ? walk.withinChain : walk.withinTree) {
                return removed;
            }
            for (int side = 0; side < 2 && !at.removed; side++) {
                Comparing below = (before ? at : chain).on(side == 0);
                if (below != null) {
                    Walk down = like ? walk.matching() : walk.searching(before);
                    removed |= like
                            ? prune(at.on(side == 0), below, down)
                            : before ? prune(below, chain, down) : prune(at, below, down);
                    if (down.matches) {
                        here.take(down);
                        if (!like) {
                            return removed;
                        }
                    }
                }
            }
            // What a comparison decides is asked last: it looks at all that it leads to.
            if (like && !at.removed && here.bearsOnTheOther() && decidesOnly(at, here.verdict)) {
                if (here.chainEnds && here.withinTree) {
                    removed |= remove(root, true, at);
                    if (root.onTrue == null) {
                        return removed;
                    }
                } else {
                    return removed;
                }
            }
        }
        here.matches = false;
        return removed;
    }

    /** Removes a comparison wherever it is, and those that then lead nowhere. */
    private boolean remove(Comparing above, boolean side, Comparing which) {
        Comparing entry = above.on(side);
        boolean removed = false;
        for (Comparing at = entry == null ? null : entry.first(); at != null && !removed; at = at.next) {
            step();
            if (at != which) {
                removed = remove(at, true, which);
                removed |= remove(at, false, which);
            }
            if (at == which || at.leadsNowhere()) {
                if (at == entry) {
                    above.lead(side, at.previous == null ? at.next : at.previous);
                }
                at.unlink();
                return true;
            }
        }
        return removed;
    }

    private boolean decidesOnly(@Nullable Comparing level, Verdict verdict) {
        for (Comparing at = level == null ? null : level.first(); at != null; at = at.next) {
            step();
            if ((at.ifTrue != null && !at.ifTrue.equals(verdict))
                    || (at.ifFalse != null && !at.ifFalse.equals(verdict))
                    || !decidesOnly(at.onTrue, verdict)
                    || !decidesOnly(at.onFalse, verdict)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the chain could be inserted into the level that the comparison above leads to. */
    private boolean insert(Comparing above, boolean side, Comparing chain) {
        Comparing entry = Objects.requireNonNull(above.on(side));
        Comparing at = entry;
        while (!at.isLike(chain)) {
            if (at.isLessThan(chain)) {
                chain.linkBefore(at);
                if (chain.isInACircle()) {
                    throw new EndlessException();
                }
                if (at == entry) {
                    above.lead(side, chain);
                }
                return true;
            }
            if (at.next == null) {
                chain.linkBehind(at);
                return true;
            }
            at = at.next;
        }
        return decide(at, true, chain) && decide(at, false, chain) && goOn(at, chain);
    }

    /** Returns whether a comparison that the tree has can decide what the chain's decides. */
    private boolean decide(Comparing at, boolean side, Comparing chain) {
        Verdict verdict = chain.verdict(side);
        Verdict its = at.verdict(side);
        if (verdict == null || verdict.equals(its)) {
            return true;
        }
        if (its == null) {
            boolean agreed = decidesOnly(at.on(side), verdict);
            at.lead(side, null);
            at.decide(side, verdict);
            return agreed;
        }
        if (side && chain.exceeds(at)) {
            at.decide(true, verdict);
        }
        return !at.isLeaf() && !chain.isLeaf();
    }

    /** Lets a comparison that the tree has lead to what the chain's leads to. */
    private boolean goOn(Comparing at, Comparing chain) {
        for (int side = 0; side < 2; side++) {
            boolean holds = side == 0;
            Comparing below = chain.on(holds);
            if (below != null && at.on(holds) != null) {
                if (!insert(at, holds, below)) {
                    return false;
                }
            } else if (below != null) {
                if (at.verdict(holds) != null) {
                    return true;
                }
                at.lead(holds, below);
            }
        }
        return true;
    }

    private void step() {
        if (++steps > MAX_STEPS) {
            throw new EndlessException();
        }
    }

    /** The state of a search for the chain in the tree (struct db_iter_state). */
    private static final class Walk {

        private final Verdict verdict;
        private boolean matches;
        private boolean hasMatched;
        private boolean treeEnds;
        private boolean chainEnds;
        private boolean withinTree;
        private boolean withinChain;

        Walk(Verdict verdict) {
            this.verdict = verdict;
        }

        Walk(Walk other) {
            this(other.verdict);
            take(other);
        }

        void take(Walk other) {
            matches |= other.matches;
            hasMatched |= other.hasMatched;
            treeEnds |= other.treeEnds;
            chainEnds |= other.chainEnds;
            withinTree |= other.withinTree;
            withinChain |= other.withinChain;
        }

        void meet(Comparing inTree, Comparing inChain) {
            matches = true;
            hasMatched = true;
            chainEnds |= inChain.isLeaf();
            treeEnds |= inTree.isLeaf();
        }

        Walk matching() {
            Walk down = new Walk(this);
            down.matches = true;
            down.hasMatched = true;
            return down;
        }

        Walk searching(boolean inTree) {
            Walk down = new Walk(this);
            down.matches = false;
            down.withinTree |= inTree;
            down.withinChain |= !inTree;
            return down;
        }

        boolean bothEnd() {
            return treeEnds && chainEnds;
        }

        /** Returns whether what one of the two decides is part of what the other one does. */
        boolean bearsOnTheOther() {
            return matches && ((chainEnds && withinTree) || (treeEnds && withinChain));
        }

        boolean provesNeedless() {
            return matches && treeEnds && withinChain;
        }
    }

    /** A comparison was put on a level twice, so that the level has no first one any more; or the search takes too long. */
    private static final class EndlessException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndlessException() {
            super(null, null, false, false);
        }
    }
}
