package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One syscall's rules with the calls that they deny notifying. libseccomp promises no order among rules that hold for one
 * call, so none do; and the default cannot notify, so that what no rule was about gets rules of its own.
 */
final class SyscallObservation {

    /** Where an observation makes more comparisons, no finer one is made: a filter has 4,096 instructions at most. */
    private static final int MOST_ADDED = 400;

    /** As many calls tell overlaps apart that a rule for each bit of a number makes. */
    private static final int CALLS = 1500;

    /** Of more rules, those that do not meet are not wrong, and there is no time for others. */
    private static final int MOST_RULES = 512;

    private final Map<Conditions, Verdict> written;
    private final Verdict byDefault;
    private final Observing how;
    private final List<Conditions> needed;

    /**
     * A syscall.
     *
     * @param written its rules in normal form, none of which says what the default says
     * @param needed its calls that cannot notify; they exclude each other
     */
    SyscallObservation(Map<Conditions, Verdict> written, Verdict byDefault, Observing how, List<Conditions> needed) {
        this.written = written;
        this.byDefault = byDefault;
        this.how = how;
        this.needed = needed;
    }

    /**
     * The rules under observation.
     *
     * @param cases in normal form
     * @param complete whether every denied call that can notify does
     */
    record Observed(Map<Conditions, Verdict> cases, boolean complete) {}

    /** The rules; where none are exact, every call notifies if the observer lets it through, or else none. */
    Observed observed() {
        if (needed.stream().anyMatch(Conditions::always) && !how.letsThrough()) {
            return new Observed(written, true);
        }
        return divided()
                .filter(cases -> cases.keySet().stream().allMatch(Conditions::always) || isRight(cases))
                .map(cases -> new Observed(cases, how.letsThrough() || isComplete(cases)))
                .orElseGet(() -> new Observed(coarse(), how.letsThrough()));
    }

    /** What becomes of all calls, because libseccomp cannot tell them apart. */
    Map<Conditions, Verdict> coarse() {
        if (!how.letsThrough()) {
            return written;
        }
        Map<Conditions, Verdict> cases = new LinkedHashMap<>();
        needed.forEach(one -> put(one, new Verdict(Action.ALLOW, null), cases));
        new Regions()
                .minus(Conditions.ALWAYS, needed)
                .forEach(one -> put(one, new Verdict(Action.NOTIFY, null), cases));
        return cases;
    }

    private Optional<Map<Conditions, Verdict>> divided() {
        Regions regions = new Regions();
        Map<Conditions, Verdict> cases = new LinkedHashMap<>();
        DisjointCases.of(written, byDefault, regions).forEach((one, verdict) -> put(one, verdict, regions, cases));
        for (Conditions rest : regions.minus(Conditions.ALWAYS, List.copyOf(written.keySet()))) {
            put(rest, byDefault, regions, cases);
        }
        return regions.areTooMany() || comparisons(cases) > comparisons(written) + MOST_ADDED
                ? Optional.empty()
                : Optional.of(cases);
    }

    private void put(Conditions calls, Verdict verdict, Regions regions, Map<Conditions, Verdict> cases) {
        Verdict observed = how.observed(verdict, false);
        Verdict kept = how.observed(verdict, true);
        if (observed.equals(kept)) {
            put(calls, observed, cases);
        } else {
            needed.forEach(one -> regions.both(calls, one).forEach(part -> put(part, kept, cases)));
            regions.minus(calls, needed).forEach(part -> put(part, observed, cases));
        }
    }

    private void put(Conditions calls, Verdict verdict, Map<Conditions, Verdict> cases) {
        if (!verdict.equals(byDefault)) {
            cases.putIfAbsent(calls, verdict);
        }
    }

    private static int comparisons(Map<Conditions, Verdict> cases) {
        int comparisons = 0;
        for (Conditions conditions : cases.keySet()) {
            comparisons += conditions.all().size();
        }
        return comparisons;
    }

    private boolean isComplete(Map<Conditions, Verdict> cases) {
        Map<Conditions, Verdict> ordered = NormalForm.ordered(cases);
        return Stream.of(true, false)
                .allMatch(wide -> cases.size() <= MOST_RULES
                        && (cases.keySet().stream().allMatch(Conditions::always)
                                || new Agreement(written, ordered, byDefault, wide).isComplete(how, needed)));
    }

    /** Returns whether libseccomp makes of the rules what they are to say, for calls around every number in them. */
    boolean isRight(Map<Conditions, Verdict> cases) {
        Map<Conditions, Verdict> ordered = NormalForm.ordered(cases);
        return isRight(ordered, true) && isRight(ordered, false);
    }

    private boolean isRight(Map<Conditions, Verdict> cases, boolean wide) {
        return cases.size() > MOST_RULES || new Agreement(written, cases, byDefault, wide).isRight(how, needed);
    }

    /**
     * What libseccomp makes of the rules for one number, before and after.
     *
     * @param wide whether its architecture has 64 bits
     */
    record Agreement(Map<Conditions, Verdict> before, Map<Conditions, Verdict> after, Verdict byDefault, boolean wide) {

        /** Returns whether no call gets another answer than it is to get, but for denied ones that are not told. */
        boolean isRight(Observing how, List<Conditions> needed) {
            Ruling told = ruling();
            return each(
                    needed,
                    (call, was, is, kept) -> isRight(was, is, how.observed(was, kept), how)
                            && (how.letsThrough()
                                    || is.action() != Action.NOTIFY
                                    || told.verdict(call).equals(was)));
        }

        /** Returns whether every denied call notifies that is to, of those that 32 bits can tell apart. */
        boolean isComplete(Observing how, List<Conditions> needed) {
            return each(needed, (call, was, is, kept) -> {
                long high = 0;
                for (long argument : call) {
                    high |= argument >>> Integer.SIZE;
                }
                return high != 0
                        || is.action() == Action.NOTIFY
                        || how.observed(was, kept).action() != Action.NOTIFY;
            });
        }

        /** Looks at a call. */
        private interface Look {
            /** @param kept whether it cannot notify */
            boolean isRight(long[] call, Verdict was, Verdict is, boolean kept);
        }

        private boolean each(List<Conditions> needed, Look look) {
            ComparisonTree old = new ComparisonTree(wide);
            ComparisonTree made = new ComparisonTree(wide);
            if (!build(old, before) || !build(made, after)) {
                return false;
            }
            List<Conditions> all = new ArrayList<>(before.keySet());
            all.addAll(after.keySet());
            all.addAll(needed);
            return Halves.of(all, wide).calls(CALLS).allMatch(call -> {
                boolean kept =
                        needed.stream().map(one -> wide ? one : one.lowerHalf()).anyMatch(one -> one.hold(call));
                return look.isRight(call, verdict(old, call), verdict(made, call), kept);
            });
        }

        /** Returns whether a verdict will do: that it notifies needlessly does no harm if the observer lets it through. */
        private static boolean isRight(Verdict was, Verdict is, Verdict wanted, Observing how) {
            if (is.equals(wanted)) {
                return true;
            }
            return how.letsThrough()
                    ? is.action() == Action.NOTIFY
                    : is.equals(was) && !was.action().letsThrough();
        }

        private Ruling ruling() {
            Ruling all = new Ruling(
                    before.entrySet().stream()
                            .map(one -> new Ruling.Case(one.getKey(), one.getValue()))
                            .toList(),
                    byDefault);
            return wide ? all : all.on32Bits();
        }

        private Verdict verdict(ComparisonTree tree, long[] call) {
            Verdict verdict = tree.verdict(call);
            return verdict == null ? byDefault : verdict;
        }

        private static boolean build(ComparisonTree tree, Map<Conditions, Verdict> cases) {
            return cases.entrySet().stream()
                    .allMatch(one -> tree.add(one.getKey(), one.getValue()) == ComparisonTree.Addition.ADDED);
        }
    }
}
