package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;

/**
 * Sets of numbers as masked comparisons, no two of which hold for one number. They keep to what 32-bit architectures make
 * of them: a comparison of upper halves alone would hold there always, so none is made where a lower half can tell.
 */
final class Cubes {

    private static final long LOWER = 0xffffffffL;

    private Cubes() {}

    /**
     * Some comparisons.
     *
     * @param conditions each masked, or with {@link Operator#EQ}
     * @param exact whether one of them holds wherever the condition that they stand for does; if not, they leave out
     *     numbers beyond 32 bits
     */
    record Cover(List<Condition> conditions, boolean exact) {}

    /** The comparison of some bits; of none, it holds always. */
    static Condition cube(int index, long mask, long value) {
        return mask == -1L
                ? new Condition(index, Operator.EQ, value, null)
                : new Condition(index, Operator.MASKED_EQ, mask, value);
    }

    /** The bits that a comparison with {@link Operator#EQ} or a mask looks at. */
    static long mask(Condition cube) {
        return cube.operator() == Operator.EQ ? -1L : cube.value();
    }

    /** What these bits must be. */
    static long value(Condition cube) {
        return cube.operator() == Operator.EQ ? cube.value() : cube.datum();
    }

    static boolean isCube(Condition condition) {
        return condition.operator() == Operator.EQ || condition.operator() == Operator.MASKED_EQ;
    }

    /** The numbers for which one cube holds and the other does not. */
    static List<Condition> minus(Condition one, Condition other) {
        List<Condition> pieces = new ArrayList<>();
        long mask = mask(one);
        long value = value(one);
        for (long left = mask(other) & ~mask(one); left != 0; left &= left - 1) {
            long bit = Long.lowestOneBit(left);
            mask |= bit;
            pieces.add(cube(one.index(), mask, value | (~value(other) & bit)));
            value |= value(other) & bit;
        }
        return pieces;
    }

    /** The numbers for which both cubes hold; they must not exclude each other. */
    static Condition both(Condition one, Condition other) {
        return cube(one.index(), mask(one) | mask(other), value(one) | value(other));
    }

    /** Cubes for a comparison. */
    static Cover of(Condition condition) {
        if (isCube(condition)) {
            return new Cover(List.of(condition), true);
        }
        List<Condition> cubes = new ArrayList<>();
        int index = condition.index();
        Intervals intervals = Intervals.of(condition);
        Intervals small = intervals.and(Intervals.of(new Condition(index, Operator.LE, LOWER, null)));
        // The greatest number tells whether all beyond 32 bits are in it: its bounds are below.
        boolean whole = condition.value() >>> Integer.SIZE == 0 && intervals.has(-1L);
        if (whole) {
            small.each((from, to) -> range(index, from, to, 0, cubes));
            return new Cover(cubes, small.isAll32());
        }
        intervals.each((from, to) -> range(index, from, to, ~LOWER, cubes));
        return new Cover(cubes, true);
    }

    /**
     * Adds cubes for all numbers from one to another.
     *
     * @param upper the bits of the upper half that are compared
     */
    static void range(int index, long from, long to, long upper, List<Condition> cubes) {
        long at = from;
        while (true) {
            int bits = at == 0 ? Long.SIZE : Long.numberOfTrailingZeros(at);
            while (bits == Long.SIZE
                    ? to != -1L || at != 0
                    : Long.compareUnsigned(at + (1L << bits) - 1, to) > 0
                            || Long.compareUnsigned(at + (1L << bits) - 1, at) < 0) {
                bits--;
            }
            long mask = bits == Long.SIZE ? 0 : -1L << bits;
            cubes.add(cube(index, mask & (LOWER | upper), at));
            if (bits == Long.SIZE || at + (1L << bits) - 1 == to) {
                return;
            }
            at += 1L << bits;
        }
    }
}
