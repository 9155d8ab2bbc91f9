package dev.portcullis.seccomp;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the order of the rules for one syscall can matter. libseccomp promises none (seccomp/libseccomp issue 148), and
 * where conditions overlap the rule added first can win, or lose.
 */
final class RuleOrder {

    private RuleOrder() {}

    /** True only where no order of these cases gives another filter, found by trying libseccomp 2.5.4. */
    static boolean isFree(Map<Conditions, Verdict> cases) {
        if (cases.size() < 2) {
            return true;
        }
        if (cases.keySet().stream().anyMatch(conditions -> conditions.all().size() != 1)) {
            return false;
        }
        return new HashSet<>(cases.values()).size() == 1 || areEqualitiesOfOneArgument(cases.keySet());
    }

    private static boolean areEqualitiesOfOneArgument(Set<Conditions> alternatives) {
        int argument = alternatives.iterator().next().all().getFirst().index();
        return alternatives.stream()
                .map(conditions -> conditions.all().getFirst())
                .allMatch(condition -> condition.operator() == Operator.EQ && condition.index() == argument);
    }
}
