package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Values of one argument that tell the conditions on it apart. Complete for comparisons; for masks that overlap with
 * comparisons or with many others a value may be missing.
 */
final class Values {

    /** Beyond this many values masks are not combined any further. */
    private static final int MAX_COMBINED = 4096;

    private Values() {}

    /** One value, the smallest, for each set of conditions that hold together. */
    static Collection<Long> of(List<Condition> conditions) {
        SortedSet<Long> values = new TreeSet<>(Long::compareUnsigned);
        values.addAll(List.of(0L, -1L));
        conditions.forEach(condition -> around(condition, values));
        for (Condition condition : conditions) {
            if (condition.operator() == Operator.MASKED_EQ && values.size() < MAX_COMBINED) {
                long lowestBit = Long.lowestOneBit(condition.value());
                for (long value : List.copyOf(values)) {
                    long meeting = (value & ~condition.value()) | datum(condition);
                    values.addAll(List.of(meeting, meeting ^ lowestBit));
                }
            }
        }
        Map<BitSet, Long> byTruth = new LinkedHashMap<>();
        values.forEach(value -> byTruth.putIfAbsent(truth(conditions, value), value));
        return byTruth.values().stream()
                .sorted(Comparator.comparing(value -> value, Long::compareUnsigned))
                .toList();
    }

    private static void around(Condition condition, SortedSet<Long> values) {
        if (condition.operator() != Operator.MASKED_EQ) {
            values.addAll(List.of(condition.value() - 1, condition.value(), condition.value() + 1));
            return;
        }
        long meeting = datum(condition);
        values.addAll(List.of(meeting, meeting | ~condition.value()));
        for (long left = condition.value(); left != 0; left &= left - 1) {
            values.add(meeting ^ Long.lowestOneBit(left));
        }
    }

    private static long datum(Condition condition) {
        return condition.valueTwo() == null ? 0 : condition.valueTwo();
    }

    private static BitSet truth(List<Condition> conditions, long value) {
        BitSet truth = new BitSet(conditions.size());
        for (int i = 0; i < conditions.size(); i++) {
            truth.set(i, conditions.get(i).holds(value));
        }
        return truth;
    }
}
