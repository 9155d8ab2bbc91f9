package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the cases of each syscall as rules: names sorted and unique, rules with equal effect merged. Rules are sorted
 * too, except those of one syscall whose order can matter: they keep the order in which they were written, after the
 * others.
 */
final class NormalForm {

    private NormalForm() {}

    /** The rules for these cases by syscall. */
    static List<Rule> of(SortedMap<String, Map<Conditions, Verdict>> cases) {
        record Effect(Verdict verdict, Conditions conditions) {}
        Map<Effect, SortedSet<String>> sorted = new HashMap<>();
        // Ordered by first name, to have an order between such groups.
        Map<List<Map.Entry<Conditions, Verdict>>, SortedSet<String>> inOrder = new HashMap<>();
        cases.forEach((name, its) -> {
            if (RuleOrder.isFree(its)) {
                its.forEach((conditions, verdict) -> sorted.computeIfAbsent(
                                new Effect(verdict, conditions), e -> new TreeSet<>())
                        .add(name));
            } else {
                inOrder.computeIfAbsent(List.copyOf(its.entrySet()), s -> new TreeSet<>())
                        .add(name);
            }
        });
        List<Rule> rules = new ArrayList<>();
        sorted.forEach((effect, names) -> rules.add(new Rule(names, effect.verdict(), effect.conditions())));
        rules.sort(null);
        SortedMap<String, List<Rule>> groups = new TreeMap<>();
        inOrder.forEach((sequence, names) -> groups.put(
                names.first(),
                sequence.stream()
                        .map(one -> new Rule(names, one.getValue(), one.getKey()))
                        .toList()));
        groups.values().forEach(rules::addAll);
        return rules;
    }

    /**
     * Decides whether the order of one syscall's rules can matter. libseccomp promises no order (seccomp/libseccomp
     * issue 148), and where conditions overlap, the rule added first can win or lose.
     */
    private static final class RuleOrder {

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
                                    && condition.index()
                                            == conditions.getFirst().index());
        }
    }
}
