package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Ruling;
import java.util.List;

/**
 * Rules of which libseccomp 2.5 loses a branch: one has a condition, another its negation, and one of the two has more
 * conditions. It makes one comparison of both, and what is tried after it is forgotten on one side: a call can then get
 * what no rule says. Found by running its filters.
 */
final class SharedComparison {

    private SharedComparison() {}

    static boolean isIn(List<Ruling.Case> rules) {
        return rules.stream().anyMatch(one -> rules.stream()
                .anyMatch(other -> sizeOf(one) + sizeOf(other) > 2 && isBetween(one, other)));
    }

    private static int sizeOf(Ruling.Case rule) {
        return rule.conditions().all().size();
    }

    private static boolean isBetween(Ruling.Case one, Ruling.Case other) {
        return one.conditions().all().stream()
                .anyMatch(condition -> other.conditions().all().stream().anyMatch(its -> isNegation(condition, its)));
    }

    private static boolean isNegation(Condition one, Condition other) {
        return one.index() == other.index()
                && one.value() == other.value()
                && switch (one.operator()) {
                    case EQ -> other.operator() == Operator.NE;
                    case LT -> other.operator() == Operator.GE;
                    case LE -> other.operator() == Operator.GT;
                    // The other way round is found from the other side.
                    case NE, GE, GT, MASKED_EQ -> false;
                };
    }
}
