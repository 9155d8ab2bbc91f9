package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Ruling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Calls of one syscall that tell conditions on its arguments apart: one for each set of conditions that can hold
 * together.
 *
 * @param calls six arguments each
 * @param complete whether these are all; when there are too many, a fixed sample is drawn
 */
record Corners(List<long[]> calls, boolean complete) {

    /** The number of a syscall's arguments. */
    static final int ARGUMENTS = 6;

    /** The limit of the number of calls. */
    static final int MAX_CALLS = 20_000;

    static Corners of(Collection<Condition> conditions) {
        List<List<Long>> values = new ArrayList<>();
        long calls = 1;
        for (int i = 0; i < ARGUMENTS; i++) {
            int index = i;
            List<Condition> own = conditions.stream()
                    .filter(condition -> condition.index() == index)
                    .distinct()
                    .toList();
            values.add(own.isEmpty() ? List.of(0L) : List.copyOf(Values.of(own)));
            calls = Math.multiplyExact(calls, Math.min(values.get(i).size(), MAX_CALLS));
            calls = Math.min(calls, MAX_CALLS + 1L);
        }
        return calls <= MAX_CALLS ? new Corners(all(values, (int) calls), true) : new Corners(some(values), false);
    }

    /** Adds a call for each case of the ruling when there are too many calls for all. */
    Corners with(Ruling ruling) {
        if (complete) {
            return this;
        }
        List<long[]> more = new ArrayList<>(calls);
        for (Ruling.Case one : ruling.cases()) {
            long[] call = new long[ARGUMENTS];
            one.conditions().all().forEach(condition -> call[condition.index()] = condition.example());
            more.add(call);
        }
        return new Corners(more, false);
    }

    /** The calls through 32-bit architectures, whose arguments have no upper halves. */
    List<long[]> on32Bits() {
        return calls.stream()
                .map(call -> Arrays.stream(call)
                        .map(argument -> argument & 0xffffffffL)
                        .toArray())
                .toList();
    }

    private static List<long[]> all(List<List<Long>> values, int count) {
        List<long[]> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long[] call = new long[ARGUMENTS];
            int rest = i;
            for (int argument = 0; argument < ARGUMENTS; argument++) {
                List<Long> choice = values.get(argument);
                call[argument] = choice.get(rest % choice.size());
                rest /= choice.size();
            }
            calls.add(call);
        }
        return calls;
    }

    private static List<long[]> some(List<List<Long>> values) {
        Random random = new Random(values.hashCode());
        List<long[]> calls = new ArrayList<>(MAX_CALLS);
        for (int i = 0; i < MAX_CALLS; i++) {
            calls.add(values.stream()
                    .mapToLong(choice -> choice.get(random.nextInt(choice.size())))
                    .toArray());
        }
        return calls;
    }

    /**
     * Values of one argument that tell the conditions on it apart. Complete for comparisons, and for masks that have few bits
     * together; a value may be missing for others that overlap with comparisons or with many masks.
     */
    private static final class Values {

        /** Beyond this many values, masks are not combined further. */
        private static final int MAX_COMBINED = 4096;

        /** Of so many bits in all masks, every pattern is tried. */
        private static final int MOST_BITS = 8;

        private Values() {}

        /** The smallest value for each set of conditions that hold together. */
        static Collection<Long> of(List<Condition> conditions) {
            SortedSet<Long> values = new TreeSet<>(Long::compareUnsigned);
            values.addAll(List.of(0L, -1L));
            conditions.forEach(condition -> around(condition, values));
            long masked = 0;
            for (Condition condition : conditions) {
                masked |= condition.operator() == Operator.MASKED_EQ ? condition.value() : 0;
            }
            if (Long.bitCount(masked) <= MOST_BITS) {
                values.addAll(patterns(masked, starts(conditions)));
            } else {
                combine(conditions, values);
            }
            Map<BitSet, Long> byTruth = new LinkedHashMap<>();
            values.forEach(value -> byTruth.putIfAbsent(truth(conditions, value), value));
            return byTruth.values().stream()
                    .sorted(Comparator.comparing(value -> value, Long::compareUnsigned))
                    .toList();
        }

        /** Adds values that meet masks, and miss them, in the other bits of those there are. */
        private static void combine(List<Condition> conditions, SortedSet<Long> values) {
            for (Condition condition : conditions) {
                if (condition.operator() == Operator.MASKED_EQ && values.size() < MAX_COMBINED) {
                    long lowestBit = Long.lowestOneBit(condition.value());
                    for (long value : List.copyOf(values)) {
                        long meeting = (value & ~condition.value()) | datum(condition);
                        values.addAll(List.of(meeting, meeting ^ lowestBit));
                    }
                }
            }
        }

        /** Where comparisons begin to say something else. */
        private static Set<Long> starts(List<Condition> conditions) {
            Set<Long> starts = new HashSet<>(List.of(0L));
            conditions.stream()
                    .filter(condition -> condition.operator() != Operator.MASKED_EQ)
                    .forEach(condition -> starts.addAll(List.of(condition.value(), condition.value() + 1)));
            return starts;
        }

        /** For every pattern of these bits, the first value from each start on that has it. */
        private static List<Long> patterns(long bits, Set<Long> starts) {
            List<Long> values = new ArrayList<>();
            // Counts through all subsets of the bits.
            long pattern = 0;
            do {
                for (long start : starts) {
                    firstWith(pattern, bits, start).ifPresent(values::add);
                }
                pattern = (pattern - bits) & bits;
            } while (pattern != 0);
            return values;
        }

        /** The smallest value, not below the start, whose bits have the pattern. */
        private static OptionalLong firstWith(long pattern, long bits, long start) {
            long wrong = (start ^ pattern) & bits;
            if (wrong == 0) {
                return OptionalLong.of(start);
            }
            // It equals the start above one bit, which it has and the start has not; the lower that is, the smaller it
            // is.
            for (int at = Long.SIZE - 1 - Long.numberOfLeadingZeros(wrong); at < Long.SIZE; at++) {
                long bit = 1L << at;
                if ((start & bit) == 0 && ((bits & bit) == 0 || (pattern & bit) != 0)) {
                    long above = at == Long.SIZE - 1 ? 0 : start & (-1L << (at + 1));
                    return OptionalLong.of(above | bit | (pattern & (bit - 1)));
                }
            }
            return OptionalLong.empty();
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
}
