package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what libseccomp makes of one syscall's rules before and after a restriction, on architectures with 64 bits and
 * with 32, for calls around every number that they compare with.
 */
final class RestrictionCheck {

    /** As many calls tell overlaps apart that a rule for each bit of a number makes. */
    private static final int CALLS = 8000;

    /** Of more rules, those that do not meet are not wrong, and there is no time for others. */
    private static final int MOST_RULES = 512;

    private final Map<Conditions, Verdict> written;
    private final Verdict byDefault;
    private final List<Denied> denials;

    RestrictionCheck(Map<Conditions, Verdict> written, Verdict byDefault, List<Denied> denials) {
        this.written = written;
        this.byDefault = byDefault;
        this.denials = denials;
    }

    /**
     * Returns whether no call gets through that was denied or is, and others get what they got.
     *
     * @param after the rules in the order in which a runtime adds them
     */
    boolean isRight(Map<Conditions, Verdict> after) {
        return isRight(after, true) && isRight(after, false);
    }

    private boolean isRight(Map<Conditions, Verdict> after, boolean wide) {
        if (after.size() > MOST_RULES) {
            return true;
        }
        ComparisonTree old = new ComparisonTree(wide);
        ComparisonTree made = new ComparisonTree(wide);
        if (!build(old, written) || !build(made, after)) {
            return false;
        }
        List<Conditions> all = new ArrayList<>(written.keySet());
        denials.forEach(denied -> all.add(denied.conditions()));
        all.addAll(after.keySet());
        return Halves.of(all, wide).calls(CALLS).allMatch(call -> isRight(call, old, made, wide));
    }

    private boolean isRight(long[] call, ComparisonTree old, ComparisonTree made, boolean wide) {
        Verdict before = verdict(old, call);
        Verdict now = verdict(made, call);
        if (!before.action().letsThrough()) {
            return !now.action().letsThrough();
        }
        boolean denied = denials.stream()
                .map(one -> wide ? one.conditions() : one.conditions().lowerHalf())
                .anyMatch(conditions -> conditions.hold(call));
        return denied ? !now.action().letsThrough() : now.equals(before) || mayBeDenied(call, now);
    }

    /** What is compared beyond 32 bits cannot always be told apart, and is then denied. */
    private static boolean mayBeDenied(long[] call, Verdict now) {
        long high = 0;
        for (long argument : call) {
            high |= argument >>> Integer.SIZE;
        }
        return high != 0 && !now.action().letsThrough();
    }

    private Verdict verdict(ComparisonTree tree, long[] call) {
        @Nullable Verdict verdict = tree.verdict(call);
        return verdict == null ? byDefault : verdict;
    }

    private static boolean build(ComparisonTree tree, Map<Conditions, Verdict> cases) {
        return cases.entrySet().stream()
                .allMatch(one -> tree.add(one.getKey(), one.getValue()) == ComparisonTree.Addition.ADDED);
    }
}
