package dev.portcullis.seccomp;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one argument of a syscall.
 *
 * @param index the argument, 0 to 5
 * @param operator the comparison
 * @param value the number, or the mask of {@link Operator#MASKED_EQ}; unsigned
 * @param valueTwo what the masked argument must equal; null with other operators; unsigned
 */
public record Condition(
        int index, Operator operator, long value, @Nullable Long valueTwo) implements Comparable<Condition> {

    private static final long LOWER_HALF = 0xffffffffL;

    private static final Comparator<Condition> ORDER = Comparator.comparingInt(Condition::index)
            .thenComparing(Condition::operator)
            .thenComparing(Condition::value, Long::compareUnsigned)
            .thenComparing(Condition::datum, Long::compareUnsigned);

    /** Drops what libseccomp ignores: valueTwo of most operators, and its bits outside the mask. */
    public Condition {
        if (operator != Operator.MASKED_EQ) {
            valueTwo = null;
        } else {
            valueTwo = valueTwo == null ? 0 : valueTwo & value;
        }
    }

    /** Returns whether the syscall's argument, as the kernel sees it, satisfies the condition. */
    public boolean holds(long argument) {
        int order = Long.compareUnsigned(argument, value);
        return switch (operator) {
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case EQ -> order == 0;
            case GE -> order >= 0;
            case GT -> order > 0;
            case MASKED_EQ -> (argument & value) == datum();
        };
    }

    /** An argument that satisfies it, if there is one. */
    public long example() {
        return switch (operator) {
            case NE, GT -> value + 1;
            case LT, LE -> 0;
            case EQ, GE -> value;
            case MASKED_EQ -> datum();
        };
    }

    /** Returns whether some argument satisfies it. */
    public boolean isPossible() {
        return switch (operator) {
            case LT -> value != 0;
            case GT -> value != -1L;
            case NE, LE, EQ, GE, MASKED_EQ -> true;
        };
    }

    /** Returns whether no argument satisfies both. */
    boolean excludes(Condition other) {
        if (index != other.index) {
            return false;
        }
        if (!isPossible() || !other.isPossible()) {
            return true;
        }
        return switch (operator) {
            case EQ -> !other.holds(value);
            case NE -> other.operator == Operator.EQ && other.value == value;
            case MASKED_EQ ->
                switch (other.operator) {
                    case MASKED_EQ -> ((datum() ^ other.datum()) & value & other.value) != 0;
                    // The smallest argument with these bits, and the greatest.
                    case LT, LE -> !other.holds(datum());
                    case GE, GT -> !other.holds(datum() | ~value);
                    case EQ, NE -> !holds(other.value) && other.operator == Operator.EQ;
                };
            case LT, LE, GE, GT ->
                switch (other.operator) {
                    case LT, LE, GE, GT -> !other.holds(extreme()) && !holds(other.extreme());
                    case EQ, NE, MASKED_EQ -> other.excludes(this);
                };
        };
    }

    /** Returns whether the other holds wherever this one does; where that takes long to see, false. */
    public boolean implies(Condition other) {
        if (index != other.index) {
            return false;
        }
        if (operator == Operator.EQ) {
            return other.holds(value);
        }
        if (other.operator == Operator.MASKED_EQ) {
            return operator == Operator.MASKED_EQ && (other.value & ~value) == 0 && other.holds(datum());
        }
        return excludes(other.negated());
    }

    /** The comparison that holds where this one, which has no mask, does not. */
    Condition negated() {
        Operator opposite =
                switch (operator) {
                    case EQ -> Operator.NE;
                    case NE -> Operator.EQ;
                    case LT -> Operator.GE;
                    case LE -> Operator.GT;
                    case GE -> Operator.LT;
                    case GT -> Operator.LE;
                    case MASKED_EQ -> throw new IllegalArgumentException("a masked comparison has several opposites");
                };
        return new Condition(index, opposite, value, null);
    }

    /** The greatest or smallest argument that satisfies a possible comparison with a bound. */
    private long extreme() {
        return switch (operator) {
            case LT -> value - 1;
            case GT -> value + 1;
            case NE, LE, EQ, GE, MASKED_EQ -> value;
        };
    }

    /** Returns whether libseccomp ignores it, because it compares no bit. */
    boolean isTrivial() {
        return operator == Operator.MASKED_EQ && value == 0;
    }

    /** The value that the masked argument must equal. */
    long datum() {
        return valueTwo == null ? 0 : valueTwo;
    }

    /** The condition on the lower half of the argument, which is all that 32-bit architectures have. */
    Condition lowerHalf() {
        return new Condition(index, operator, value & LOWER_HALF, valueTwo == null ? null : datum() & LOWER_HALF);
    }

    @Override
    public int compareTo(Condition other) {
        return ORDER.compare(this, other);
    }

    /** The condition as a formula, for example {@code arg0 & 0x7e020000 == 0}. */
    @Override
    public String toString() {
        String argument = "arg" + index;
        return switch (operator) {
            case NE -> argument + " != " + number(value);
            case LT -> argument + " < " + number(value);
            case LE -> argument + " <= " + number(value);
            case EQ -> argument + " == " + number(value);
            case GE -> argument + " >= " + number(value);
            case GT -> argument + " > " + number(value);
            case MASKED_EQ -> argument + " & 0x" + Long.toHexString(value) + " == " + number(datum());
        };
    }

    /** Writes small numbers in decimal, and flags in hexadecimal. */
    private static String number(long value) {
        return value >= 0 && value < 1024 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
