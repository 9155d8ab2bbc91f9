package dev.portcullis.comparison;

import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Ruling;
import java.util.HashSet;
import java.util.Set;

/**
 * Shows from the rules alone that one ruling allows nothing more than another, without trying calls. Where it cannot,
 * that may still be so.
 */
final class Within {

    private Within() {}

    /**
     * Returns whether the later ruling of a pair certainly allows nothing more than the earlier one.
     *
     * @param effort the work that may be spent on it
     */
    static boolean isCertain(RulingPair pair, Effort effort) {
        Ruling ceiling = pair.earlier();
        Ruling judged = pair.later();
        if (judged.equals(ceiling)) {
            return true;
        }
        int least = Math.min(leastOf(ceiling, Integer.MAX_VALUE), Permissiveness.rank(ceiling.otherwise()));
        int leastOfCases = leastOf(ceiling, Integer.MIN_VALUE);
        if (Permissiveness.rank(judged.otherwise()) > least) {
            return false;
        }
        Set<Conditions> same = new HashSet<>();
        ceiling.cases().forEach(one -> same.add(one.conditions()));
        return judged.cases().stream()
                .filter(one -> Permissiveness.rank(one.verdict()) > least)
                .allMatch(one -> Permissiveness.rank(one.verdict()) <= leastOfCases
                        && (same.contains(one.conditions()) || isInOne(one.conditions(), ceiling, effort)));
    }

    /** The rank of the least permissive case. */
    private static int leastOf(Ruling ruling, int ofNone) {
        return ruling.cases().stream()
                .map(Ruling.Case::verdict)
                .mapToInt(Permissiveness::rank)
                .min()
                .orElse(ofNone);
    }

    private static boolean isInOne(Conditions conditions, Ruling ceiling, Effort effort) {
        return effort.spend(ceiling.cases().size())
                && ceiling.cases().stream().anyMatch(one -> imply(conditions, one.conditions()));
    }

    /** Returns whether the others hold wherever these do. */
    private static boolean imply(Conditions conditions, Conditions others) {
        return others.all().stream()
                .allMatch(other -> conditions.all().stream().anyMatch(condition -> condition.implies(other)));
    }
}
