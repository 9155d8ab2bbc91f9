package dev.portcullis.seccomp;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of half an argument in a {@link ComparisonTree} (struct db_arg_chain_tree in libseccomp's src/db.h).
 * Either outcome decides, leads on to a level of comparisons, or leaves the call to the next one on its own level.
 */
final class Comparing {

    /** The half of an argument, counted from the lower half of argument 0. */
    private final int half;

    private final Operator operator;
    private final Operator written;
    private final int mask;
    private final int datum;
    private final long whole;

    @Nullable
    Verdict ifTrue;

    @Nullable
    Verdict ifFalse;

    @Nullable
    Comparing onTrue;

    @Nullable
    Comparing onFalse;

    @Nullable
    Comparing previous;

    @Nullable
    Comparing next;

    boolean removed;

    private Comparing(Condition condition, boolean upper, Operator operator) {
        boolean masked = condition.operator() == Operator.MASKED_EQ;
        int shift = upper ? Integer.SIZE : 0;
        this.half = 2 * condition.index() + (upper ? 1 : 0);
        this.operator = operator;
        this.written = condition.operator();
        this.whole = masked ? condition.datum() : condition.value();
        this.mask = masked ? (int) (condition.value() >>> shift) : -1;
        this.datum = (int) (whole >>> shift);
    }

    /** A comparison that decides nothing and leads nowhere. */
    static Comparing nothing() {
        return new Comparing(new Condition(0, Operator.EQ, 0, null), false, Operator.EQ);
    }

    /**
     * The comparisons of a rule, the first of which this returns (_db_rule_gen_64, _db_rule_gen_32).
     *
     * @param conditions at least one
     * @param wide whether arguments have two halves
     */
    static Comparing chain(Conditions conditions, Verdict verdict, boolean wide) {
        Comparing first = nothing();
        List<Way> ways = List.of(new Way(first, true));
        for (Condition condition : conditions.all()) {
            ways = (wide ? wide(condition) : narrow(condition)).behind(ways);
        }
        ways.forEach(way -> way.from.decide(way.side, verdict));
        return Objects.requireNonNull(first.onTrue);
    }

    private static Link narrow(Condition condition) {
        boolean side = holdsOnTrue(condition.operator());
        Comparing only = new Comparing(condition, false, lower(condition.operator()));
        return new Link(only, List.of(new Way(only, side)));
    }

    private static Link wide(Condition condition) {
        Operator operator = condition.operator();
        boolean side = holdsOnTrue(operator);
        Comparing lower = new Comparing(condition, false, lower(operator));
        return switch (operator) {
            case EQ, NE, MASKED_EQ -> {
                Comparing upper = new Comparing(condition, true, lower(operator));
                upper.onTrue = lower;
                yield new Link(
                        upper,
                        side ? List.of(new Way(lower, true)) : List.of(new Way(upper, false), new Way(lower, false)));
            }
            case LT, LE, GE, GT -> {
                Comparing greater = new Comparing(condition, true, Operator.GT);
                Comparing equal = new Comparing(condition, true, Operator.EQ);
                greater.onFalse = equal;
                equal.onTrue = lower;
                yield new Link(greater, List.of(new Way(side ? greater : equal, side), new Way(lower, side)));
            }
        };
    }

    /** Returns whether a condition holds where its comparison is true. */
    private static boolean holdsOnTrue(Operator operator) {
        return switch (operator) {
            case EQ, MASKED_EQ, GE, GT -> true;
            case NE, LT, LE -> false;
        };
    }

    private static Operator lower(Operator operator) {
        return switch (operator) {
            case NE -> Operator.EQ;
            case LT -> Operator.GE;
            case LE -> Operator.GT;
            case EQ, MASKED_EQ, GE, GT -> operator;
        };
    }

    int half() {
        return half;
    }

    int mask() {
        return mask;
    }

    /** Returns whether it holds for half an argument, masked. */
    boolean holds(int its) {
        int order = Integer.compareUnsigned(its, datum);
        return switch (operator) {
            case EQ, MASKED_EQ -> order == 0;
            case GE -> order >= 0;
            case GT -> order > 0;
            case NE, LT, LE -> throw new IllegalStateException("libseccomp writes none with " + operator);
        };
    }

    boolean isLike(Comparing other) {
        return half == other.half && operator == other.operator && datum == other.datum && mask == other.mask;
    }

    /** Returns whether it is tried after the other (_db_chain_lt). */
    boolean isLessThan(Comparing other) {
        if (half != other.half) {
            return half < other.half;
        }
        int group = ChainOrder.group(written);
        int others = ChainOrder.group(other.written);
        if (group != others) {
            return group > others;
        }
        int order = Integer.compareUnsigned(datum, other.datum);
        return group == ChainOrder.UPPER_BOUNDS ? order > 0 : order < 0;
    }

    /** Returns whether it compares the upper half of a greater number. */
    boolean exceeds(Comparing other) {
        return half % 2 == 1 && Long.compareUnsigned(whole, other.whole) > 0;
    }

    boolean isLeaf() {
        return onTrue == null && onFalse == null;
    }

    /** Returns whether the code of what it leads to is placed before that of the next one on its level. */
    boolean isPlacedBeforeTheNext() {
        return onTrue != null || (ifTrue != null && onFalse != null);
    }

    boolean leadsNowhere() {
        return isLeaf() && ifTrue == null && ifFalse == null;
    }

    /** Returns whether it does something with an outcome with which the other does nothing. */
    boolean goesOnBeside(Comparing other) {
        return ((ifTrue != null || onTrue != null) && other.ifTrue == null && other.onTrue == null)
                || ((ifFalse != null || onFalse != null) && other.ifFalse == null && other.onFalse == null);
    }

    boolean decidesLike(Comparing other) {
        return Objects.equals(ifTrue, other.ifTrue) && Objects.equals(ifFalse, other.ifFalse);
    }

    @Nullable
    Verdict verdict(boolean outcome) {
        return outcome ? ifTrue : ifFalse;
    }

    void decide(boolean outcome, Verdict verdict) {
        if (outcome) {
            ifTrue = verdict;
        } else {
            ifFalse = verdict;
        }
    }

    @Nullable
    Comparing on(boolean outcome) {
        return outcome ? onTrue : onFalse;
    }

    void lead(boolean outcome, @Nullable Comparing below) {
        if (outcome) {
            onTrue = below;
        } else {
            onFalse = below;
        }
    }

    /** The first of its level. */
    Comparing first() {
        Comparing first = this;
        while (first.previous != null) {
            first = first.previous;
        }
        return first;
    }

    /** Returns whether its level leads back to it, now that it was put there, so that it has no beginning or no end. */
    boolean isInACircle() {
        Comparing before = previous;
        while (before != null && before != this) {
            before = before.previous;
        }
        Comparing behind = next;
        while (behind != null && behind != this) {
            behind = behind.next;
        }
        return before != null || behind != null;
    }

    void linkBefore(Comparing other) {
        previous = other.previous;
        next = other;
        if (previous != null) {
            previous.next = this;
        }
        other.previous = this;
    }

    void linkBehind(Comparing last) {
        last.next = this;
        previous = last;
    }

    void unlink() {
        if (previous != null) {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        previous = null;
        next = null;
        removed = true;
    }

    /** One outcome of a comparison. */
    private record Way(Comparing from, boolean side) {}

    /**
     * The comparisons of one condition.
     *
     * @param first the first
     * @param holding where the condition turns out to hold
     */
    private record Link(Comparing first, List<Way> holding) {

        List<Way> behind(List<Way> ways) {
            ways.forEach(way -> way.from.lead(way.side, first));
            return holding;
        }
    }
}
