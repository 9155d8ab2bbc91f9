package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One syscall's rules with some of its calls denied: a call that a rule denies keeps that rule's verdict, others that are
 * denied get the denial's, and all others keep theirs. No two of the resulting rules with different verdicts hold for one
 * call, as far as this does it: which of such rules decides, libseccomp leaves open.
 */
final class SyscallRestriction {

    /** Where a restriction makes more comparisons, the whole syscall is denied: a filter has 4,096 instructions at most. */
    private static final int MOST_ADDED = 400;

    private final Map<Conditions, Verdict> written;
    private final Verdict byDefault;
    private final List<Denied> denials;
    private final boolean narrow;

    /**
     * The rules under a restriction.
     *
     * @param cases the rules in normal form
     * @param whole whether every call is denied, because nothing finer could be made
     * @param blocks the names of those that denied something that was let through
     */
    record Restricted(Map<Conditions, Verdict> cases, boolean whole, SortedSet<String> blocks) {}

    /**
     * A syscall.
     *
     * @param written its rules, none of which says what the default says
     * @param denials what is denied, the first of which decides
     * @param narrow whether the filter is also for an architecture whose numbers have 32 bits
     */
    SyscallRestriction(Map<Conditions, Verdict> written, Verdict byDefault, List<Denied> denials, boolean narrow) {
        this.written = written;
        this.byDefault = byDefault;
        this.denials = denials;
        this.narrow = narrow;
    }

    /** The rules; empty if nothing that is denied was let through. */
    Optional<Restricted> restricted() {
        SortedSet<String> blocks = blocks();
        RestrictionCheck check = new RestrictionCheck(written, byDefault, denials);
        if (blocks.isEmpty()) {
            boolean apart = !DisjointCases.canContradict(written) && !(narrow && lookBeyond32Bits());
            if (apart || check.isRight(written)) {
                return Optional.empty();
            }
            denials.forEach(denied -> blocks.add(denied.block()));
        }
        for (UnaryOperator<Verdict> verdicts : List.<UnaryOperator<Verdict>>of(its -> its, its -> common())) {
            Optional<Map<Conditions, Verdict>> cases = divided(verdicts);
            if (cases.isPresent() && check.isRight(NormalForm.ordered(cases.get()))) {
                return Optional.of(new Restricted(cases.get(), false, blocks));
            }
        }
        return Optional.of(whole(blocks));
    }

    /** Returns whether rules and denials that are apart may meet where only the lower halves are compared. */
    private boolean lookBeyond32Bits() {
        return Stream.concat(written.keySet().stream(), denials.stream().map(Denied::conditions))
                .anyMatch(conditions -> !conditions.equals(conditions.lowerHalf()));
    }

    /** The same with every call denied. */
    Restricted whole() {
        return whole(blocks());
    }

    private Restricted whole(SortedSet<String> blocks) {
        Map<Conditions, Verdict> cases = new LinkedHashMap<>();
        Verdict verdict = common();
        if (!verdict.equals(byDefault)) {
            cases.put(Conditions.ALWAYS, verdict);
        }
        return new Restricted(cases, true, blocks);
    }

    /** One verdict for all: that of a rule which denies, if there is one. */
    private Verdict common() {
        return written.values().stream()
                .filter(verdict -> !verdict.action().letsThrough())
                .findFirst()
                .orElseGet(() -> denials.getFirst().verdict());
    }

    private SortedSet<String> blocks() {
        SortedSet<String> blocks = new TreeSet<>();
        Map<Conditions, Verdict> apart = DisjointCases.of(written, byDefault, new Regions());
        for (int i = 0; i < denials.size(); i++) {
            Denied denied = denials.get(i);
            Regions regions = new Regions();
            // What cannot be told exactly may be let through.
            if (!blocks.contains(denied.block())
                    && (!letThrough(denied, i, apart, regions).isEmpty() || !regions.areExact())) {
                blocks.add(denied.block());
            }
        }
        return blocks;
    }

    /** The calls that this denial denies, and neither a rule nor an earlier one. */
    private List<Conditions> letThrough(Denied denied, int position, Map<Conditions, Verdict> apart, Regions regions) {
        List<Conditions> others = new ArrayList<>(
                denials.subList(0, position).stream().map(Denied::conditions).toList());
        if (byDefault.action().letsThrough()) {
            apart.forEach((conditions, verdict) -> {
                if (!verdict.action().letsThrough()) {
                    others.add(conditions);
                }
            });
        }
        return pieces(denied, others, apart, regions);
    }

    /** The rules with these verdicts for denials; empty if they cannot be told apart, or are too many. */
    private Optional<Map<Conditions, Verdict>> divided(UnaryOperator<Verdict> verdicts) {
        Regions regions = new Regions();
        Map<Conditions, Verdict> apart = DisjointCases.of(written, byDefault, regions);
        List<Conditions> all = denials.stream().map(Denied::conditions).toList();
        Map<Conditions, Verdict> cases = new LinkedHashMap<>();
        for (Map.Entry<Conditions, Verdict> one : apart.entrySet()) {
            Verdict verdict = one.getValue();
            List<Conditions> pieces =
                    verdict.action().letsThrough() ? regions.minus(one.getKey(), all) : List.of(one.getKey());
            pieces.forEach(piece -> cases.putIfAbsent(piece, verdict));
            if (cases.size() > written.size() + MOST_ADDED) {
                return Optional.empty();
            }
        }
        // What is let through may be too little, but what is denied must not be.
        Regions denying = new Regions();
        for (int i = 0; i < denials.size() && cases.size() <= written.size() + MOST_ADDED; i++) {
            Denied denied = denials.get(i);
            Verdict verdict = verdicts.apply(denied.verdict());
            if (!verdict.equals(byDefault)) {
                List<Conditions> others = othersThan(verdict, denials.subList(0, i), verdicts, apart);
                pieces(denied, others, apart, denying).forEach(piece -> cases.putIfAbsent(piece, verdict));
            }
        }
        boolean leaks = byDefault.action().letsThrough() && !denying.areExact();
        return leaks || regions.areTooMany() || denying.areTooMany() || areTooMany(cases)
                ? Optional.empty()
                : Optional.of(cases);
    }

    private boolean areTooMany(Map<Conditions, Verdict> cases) {
        return cases.size() > written.size() && comparisons(cases) > comparisons(written) + MOST_ADDED;
    }

    private static int comparisons(Map<Conditions, Verdict> cases) {
        int comparisons = 0;
        for (Conditions conditions : cases.keySet()) {
            comparisons += conditions.all().size();
        }
        return comparisons;
    }

    /** What denies calls with another verdict than this one, and weighs more. */
    private static List<Conditions> othersThan(
            Verdict verdict, List<Denied> before, UnaryOperator<Verdict> verdicts, Map<Conditions, Verdict> apart) {
        List<Conditions> others = new ArrayList<>();
        before.stream()
                .filter(one -> !verdicts.apply(one.verdict()).equals(verdict))
                .forEach(one -> others.add(one.conditions()));
        apart.forEach((conditions, its) -> {
            if (!its.action().letsThrough() && !its.equals(verdict)) {
                others.add(conditions);
            }
        });
        return others;
    }

    private List<Conditions> pieces(
            Denied denied, List<Conditions> others, Map<Conditions, Verdict> rules, Regions regions) {
        if (byDefault.action().letsThrough()) {
            return regions.minus(denied.conditions(), others);
        }
        return rules.entrySet().stream()
                .filter(one -> one.getValue().action().letsThrough())
                .flatMap(one -> regions.both(one.getKey(), denied.conditions()).stream())
                .flatMap(one -> regions.minus(one, others).stream())
                .toList();
    }
}
