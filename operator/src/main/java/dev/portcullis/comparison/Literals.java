package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The conditions out of which the rules of a merged syscall can be made. */
final class Literals {

    private Literals() {}

    /** Those that were written, sorted, then what negates them. */
    static List<Condition> of(Collection<Condition> written) {
        Set<Condition> literals =
                new LinkedHashSet<>(written.stream().sorted().distinct().toList());
        literals.stream()
                .flatMap(condition -> negations(condition).stream())
                .sorted()
                .toList()
                .forEach(literals::add);
        return List.copyOf(literals);
    }

    /** Conditions of which one holds exactly where this one does not. */
    private static List<Condition> negations(Condition condition) {
        return switch (condition.operator()) {
            case EQ -> List.of(with(condition, Operator.NE));
            case NE -> List.of(with(condition, Operator.EQ));
            case LT -> List.of(with(condition, Operator.GE));
            case GE -> List.of(with(condition, Operator.LT));
            case LE -> List.of(with(condition, Operator.GT));
            case GT -> List.of(with(condition, Operator.LE));
            case MASKED_EQ -> otherBits(condition);
        };
    }

    private static Condition with(Condition condition, Operator operator) {
        return new Condition(condition.index(), operator, condition.value(), null);
    }

    private static List<Condition> otherBits(Condition condition) {
        List<Condition> others = new ArrayList<>();
        long datum = condition.valueTwo() == null ? 0 : condition.valueTwo();
        for (long left = condition.value(); left != 0; left &= left - 1) {
            long bit = Long.lowestOneBit(left);
            others.add(new Condition(condition.index(), Operator.MASKED_EQ, bit, ~datum & bit));
        }
        return others;
    }
}
