package dev.portcullis.seccomp;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the order of the rules for one syscall can matter. libseccomp promises none (seccomp/libseccomp issue 148), and
 * where conditions overlap the rule added first can win, or lose.
 */
final class RuleOrder {

    /** Operators among which no order of rules with one verdict was found to matter. */
    private static final List<Set<Operator>> FAMILIES = List.of(
            EnumSet.of(Operator.EQ, Operator.NE, Operator.MASKED_EQ),
            EnumSet.of(Operator.GE, Operator.GT),
            EnumSet.of(Operator.LE, Operator.LT));

    private RuleOrder() {}

    /** True only where no order of these cases gives another filter, found by trying libseccomp 2.5.4. */
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
}
