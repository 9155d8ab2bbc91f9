package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * The cases in the order in which they are written, or in another that means the same if libseccomp never returned
     * from that one, and returns from the other.
     *
     * @param syscall the syscall
     * @param written its cases
     */
    static Map<Conditions, Verdict> thatEnds(String syscall, Map<Conditions, Verdict> written) {
        Optional<MultiplexedCalls> behind = MultiplexedCalls.of(syscall);
        if ((ends(written) && endsBehind(behind, syscall, written)) || !isImmaterial(written)) {
            return written;
        }
        List<Map<Conditions, Verdict>> orders = Stream.of(
                        written,
                        sorted(written, ChainOrder.OF_CONDITIONS),
                        sorted(written, Comparator.comparing(RuleOrder::onLaterArguments, ChainOrder.OF_CONDITIONS)))
                .filter(RuleOrder::ends)
                .toList();
        return orders.stream()
                .filter(order -> endsBehind(behind, syscall, order))
                .findFirst()
                .orElse(orders.isEmpty() ? written : orders.getFirst());
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

    private static boolean endsBehind(
            Optional<MultiplexedCalls> calls, String syscall, Map<Conditions, Verdict> cases) {
        if (calls.isEmpty()) {
            return true;
        }
        Map<Conditions, Verdict> common = new LinkedHashMap<>();
        cases.forEach((conditions, verdict) ->
                common.putIfAbsent(calls.get().conditions(syscall, conditions).orElseThrow(), verdict));
        return ends(common);
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
