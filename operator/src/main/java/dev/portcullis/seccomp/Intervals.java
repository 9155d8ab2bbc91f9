package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of unsigned numbers as intervals.
 *
 * @param all ascending, with numbers in between that are in none
 */
record Intervals(List<Interval> all) {

    private static final Intervals NONE = new Intervals(List.of());
    private static final long LAST_OF_32_BITS = 0xffffffffL;

    /**
     * All numbers between two.
     *
     * @param from the first
     * @param to the last
     */
    record Interval(long from, long to) {}

    /** Takes an interval. */
    interface Taker {
        /** Takes all numbers from one to another. */
        void take(long from, long to);
    }

    /** The numbers for which a comparison without a mask holds. */
    static Intervals of(Condition condition) {
        long value = condition.value();
        Intervals below = value == 0 ? NONE : of(0, value - 1);
        Intervals above = value == -1L ? NONE : of(value + 1, -1L);
        return switch (condition.operator()) {
            case EQ -> of(value, value);
            case NE -> below.andAbove(above);
            case LT -> below;
            case LE -> of(0, value);
            case GT -> above;
            case GE -> of(value, -1L);
            case MASKED_EQ -> throw new IllegalArgumentException("a masked comparison is no interval");
        };
    }

    private static Intervals of(long from, long to) {
        return new Intervals(List.of(new Interval(from, to)));
    }

    private Intervals andAbove(Intervals above) {
        List<Interval> both = new ArrayList<>(all);
        both.addAll(above.all);
        return new Intervals(both);
    }

    /** The numbers in both. */
    Intervals and(Intervals other) {
        List<Interval> both = new ArrayList<>();
        for (Interval one : all) {
            for (Interval two : other.all) {
                long from = Long.compareUnsigned(one.from, two.from) > 0 ? one.from : two.from;
                long to = Long.compareUnsigned(one.to, two.to) < 0 ? one.to : two.to;
                if (Long.compareUnsigned(from, to) <= 0) {
                    both.add(new Interval(from, to));
                }
            }
        }
        return new Intervals(both);
    }

    boolean has(long number) {
        return all.stream()
                .anyMatch(one ->
                        Long.compareUnsigned(one.from, number) <= 0 && Long.compareUnsigned(number, one.to) <= 0);
    }

    /** Returns whether every number of 32 bits is in it. */
    boolean isAll32() {
        return !all.isEmpty()
                && all.getFirst().from == 0
                && Long.compareUnsigned(all.getFirst().to, LAST_OF_32_BITS) >= 0;
    }

    void each(Taker taker) {
        all.forEach(one -> taker.take(one.from, one.to));
    }

    /** Comparisons of an argument, of which one holds for each number in it and none for others. */
    List<Condition> conditions(int index) {
        if (all.size() == 2
                && all.getFirst().from == 0
                && all.getLast().to == -1L
                && all.getFirst().to + 2 == all.getLast().from) {
            return List.of(new Condition(index, Operator.NE, all.getFirst().to + 1, null));
        }
        List<Condition> conditions = new ArrayList<>();
        for (Interval one : all) {
            if (one.from == one.to) {
                conditions.add(new Condition(index, Operator.EQ, one.from, null));
            } else if (one.to == -1L) {
                conditions.add(new Condition(index, Operator.GE, one.from, null));
            } else if (one.from == 0) {
                conditions.add(new Condition(index, Operator.LE, one.to, null));
            } else {
                Cubes.range(index, one.from, one.to, ~LAST_OF_32_BITS, conditions);
            }
        }
        return conditions;
    }
}
