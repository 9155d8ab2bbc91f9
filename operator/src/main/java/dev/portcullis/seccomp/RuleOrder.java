package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The order of one syscall's rules. libseccomp promises none (seccomp/libseccomp issue 148): where conditions overlap,
 * the rule added first can win or lose, and from some orders libseccomp never returns.
 */
final class RuleOrder {

    /** Sets of operators in which the order of rules with one verdict was never found to matter. */
    private static final List<Set<Operator>> FAMILIES = List.of(
            EnumSet.of(Operator.EQ, Operator.NE, Operator.MASKED_EQ),
            EnumSet.of(Operator.GE, Operator.GT),
            EnumSet.of(Operator.LE, Operator.LT));

    /** The most cases that are reordered: of more, libseccomp 2.5.4 made filters that say something else. */
    private static final int MOST_REORDERED = 2;

    /** Beyond this many calls, as many are drawn. */
    private static final int MAX_CALLS = 20_000;

    private RuleOrder() {}

    /** True only if every order of these cases gives the same filter, found by trying libseccomp 2.5.4. */
    static boolean isFree(Map<Conditions, Verdict> cases) {
        if (cases.size() < 2) {
            return true;
        }
        if (cases.keySet().stream().anyMatch(conditions -> conditions.all().size() != 1)) {
            return false;
        }
        List<Condition> conditions = cases.keySet().stream()
                .map(alternative -> alternative.all().getFirst())
                .toList();
        boolean oneVerdict = new HashSet<>(cases.values()).size() == 1;
        return oneVerdict
                ? FAMILIES.stream().anyMatch(family -> conditions.stream()
                        .allMatch(condition -> family.contains(condition.operator())))
                : conditions.stream()
                        .allMatch(condition -> condition.operator() == Operator.EQ
                                && condition.index() == conditions.getFirst().index());
    }

    /**
     * The cases as written, or in another order if libseccomp would never return from that one: one from which, by {@link
     * ComparisonTree}, it makes a filter that says what they say. The model is no proof: the integration tests compare its
     * results with libseccomp's own filters.
     *
     * @param syscall the syscall
     * @param written its cases
     */
    static Map<Conditions, Verdict> thatEnds(String syscall, Map<Conditions, Verdict> written) {
        Optional<MultiplexedCalls> behind = MultiplexedCalls.of(syscall);
        if ((ends(written) && ends(behind(behind, syscall, written))) || !isImmaterial(written)) {
            return written;
        }
        if (written.size() > MOST_REORDERED) {
            return written;
        }
        return Stream.of(
                        sorted(written, ChainOrder.OF_CONDITIONS),
                        sorted(written, Comparator.comparing(RuleOrder::onLaterArguments, ChainOrder.OF_CONDITIONS)))
                .filter(order -> isRight(order) && isRight(behind(behind, syscall, order)))
                .findFirst()
                .orElse(written);
    }

    private static Map<Conditions, Verdict> sorted(Map<Conditions, Verdict> cases, Comparator<Conditions> order) {
        Map<Conditions, Verdict> sorted = new LinkedHashMap<>();
        cases.keySet().stream().sorted(order).forEach(conditions -> sorted.put(conditions, cases.get(conditions)));
        return sorted;
    }

    private static Conditions onLaterArguments(Conditions conditions) {
        return new Conditions(conditions.all().stream()
                .filter(condition -> condition.index() != 0)
                .toList());
    }

    private static boolean ends(Map<Conditions, Verdict> cases) {
        ComparisonTree tree = new ComparisonTree(true);
        for (Map.Entry<Conditions, Verdict> one : cases.entrySet()) {
            switch (tree.add(one.getKey(), one.getValue())) {
                case ADDED -> {}
                case COLLIDES -> {
                    return true;
                }
                case ENDLESS -> {
                    return false;
                }
            }
        }
        return true;
    }

    private static Map<Conditions, Verdict> behind(
            Optional<MultiplexedCalls> calls, String syscall, Map<Conditions, Verdict> cases) {
        Map<Conditions, Verdict> common = new LinkedHashMap<>();
        calls.ifPresent(its -> cases.forEach((conditions, verdict) ->
                common.putIfAbsent(its.conditions(syscall, conditions).orElseThrow(), verdict)));
        return common;
    }

    /**
     * Returns whether the model says of each call what the cases say, on architectures with 64 bits and with 32: where
     * comparisons of halves overlap, libseccomp's filter may say something else.
     */
    private static boolean isRight(Map<Conditions, Verdict> cases) {
        return isRight(cases, true) && isRight(cases, false);
    }

    private static boolean isRight(Map<Conditions, Verdict> cases, boolean wide) {
        ComparisonTree tree = new ComparisonTree(wide);
        Map<Conditions, Verdict> said = new LinkedHashMap<>();
        for (Map.Entry<Conditions, Verdict> one : cases.entrySet()) {
            if (tree.add(one.getKey(), one.getValue()) != ComparisonTree.Addition.ADDED) {
                return false;
            }
            said.putIfAbsent(wide ? one.getKey() : one.getKey().lowerHalf(), one.getValue());
        }
        return Halves.of(said.keySet(), wide).calls(MAX_CALLS).allMatch(call -> {
            Set<Verdict> holding = said.entrySet().stream()
                    .filter(one -> one.getKey().hold(call))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.toSet());
            Verdict verdict = tree.verdict(call);
            return verdict == null ? holding.isEmpty() : holding.contains(verdict);
        });
    }

    /** Returns whether no call is one for which two of the cases say different things. */
    private static boolean isImmaterial(Map<Conditions, Verdict> cases) {
        if (new HashSet<>(cases.values()).size() < 2) {
            return true;
        }
        List<Map.Entry<Conditions, Verdict>> all = List.copyOf(cases.entrySet());
        for (int i = 0; i < all.size(); i++) {
            Map.Entry<Conditions, Verdict> one = all.get(i);
            if (all.subList(0, i).stream()
                    .anyMatch(other -> !other.getKey().exclude(one.getKey())
                            && !other.getValue().equals(one.getValue()))) {
                return false;
            }
        }
        return true;
    }
}
