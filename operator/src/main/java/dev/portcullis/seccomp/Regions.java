package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Conditions as sets of calls: what is left of some where others hold, or do not. Each result is a list of conditions no
 * two of which hold for one call, with one comparison for each argument at most, because runtimes take two for alternatives.
 */
final class Regions {

    /** Beyond as many steps, the result would be too large for a filter, and is left out. */
    private static final int MOST_STEPS = 100_000;

    private boolean exact = true;
    private int steps;

    /**
     * Returns whether all results so far are exact; otherwise some leave out calls with numbers beyond 32 bits, which
     * libseccomp's comparisons cannot tell apart and mean the same on 32-bit architectures.
     */
    boolean areExact() {
        return exact && !areTooMany();
    }

    /** Returns whether some results were left out because there are too many. */
    boolean areTooMany() {
        return steps > MOST_STEPS;
    }

    /** The calls that meet these conditions but none of the others. */
    List<Conditions> minus(Conditions these, List<Conditions> others) {
        List<Conditions> left = List.of(these);
        for (Conditions other : others) {
            List<Conditions> pieces = new ArrayList<>();
            for (Conditions one : left) {
                steps++;
                if (areTooMany()) {
                    return List.of();
                }
                if (one.exclude(other)) {
                    pieces.add(one);
                } else {
                    subtract(one, other.all(), pieces);
                }
            }
            left = pieces;
        }
        return left;
    }

    /** The calls that meet both. */
    List<Conditions> both(Conditions these, Conditions others) {
        List<Conditions> met = new ArrayList<>();
        steps++;
        if (!areTooMany() && !these.exclude(others)) {
            meet(these, others.all(), met);
        }
        return met;
    }

    private void subtract(Conditions these, List<Condition> others, List<Conditions> pieces) {
        if (others.isEmpty()) {
            return;
        }
        Condition first = others.getFirst();
        for (Condition piece : minus(on(these, first.index()), first)) {
            steps++;
            pieces.add(with(these, piece));
        }
        for (Condition piece : both(on(these, first.index()), first)) {
            subtract(with(these, piece), others.subList(1, others.size()), pieces);
        }
    }

    private void meet(Conditions these, List<Condition> others, List<Conditions> met) {
        if (others.isEmpty()) {
            met.add(these);
            return;
        }
        Condition first = others.getFirst();
        for (Condition piece : both(on(these, first.index()), first)) {
            meet(with(these, piece), others.subList(1, others.size()), met);
        }
    }

    private static Optional<Condition> on(Conditions conditions, int index) {
        return conditions.all().stream().filter(one -> one.index() == index).findFirst();
    }

    private static Conditions with(Conditions conditions, Condition replaced) {
        List<Condition> all = new ArrayList<>(conditions.all());
        all.removeIf(one -> one.index() == replaced.index());
        all.add(replaced);
        return new Conditions(all);
    }

    private List<Condition> minus(Optional<Condition> of, Condition other) {
        if (of.isEmpty()) {
            return other.operator() == Operator.MASKED_EQ
                    ? Cubes.minus(Cubes.cube(other.index(), 0, 0), other)
                    : possible(other.negated());
        }
        Condition one = of.get();
        if (one.excludes(other)) {
            return List.of(one);
        }
        if (one.implies(other)) {
            return List.of();
        }
        if (other.operator() == Operator.MASKED_EQ || one.operator() == Operator.MASKED_EQ) {
            List<Condition> pieces = new ArrayList<>();
            if (Cubes.isCube(other)) {
                for (Condition cube : cubes(one)) {
                    if (cube.excludes(other)) {
                        pieces.add(cube);
                    } else {
                        pieces.addAll(Cubes.minus(cube, other));
                    }
                }
                return pieces;
            }
            return common(cubes(one), cubes(other.negated()));
        }
        return Intervals.of(one).and(Intervals.of(other.negated())).conditions(one.index());
    }

    private List<Condition> both(Optional<Condition> of, Condition other) {
        if (of.isEmpty()) {
            return List.of(other);
        }
        Condition one = of.get();
        if (one.excludes(other)) {
            return List.of();
        }
        if (one.implies(other)) {
            return List.of(one);
        }
        if (other.implies(one)) {
            return List.of(other);
        }
        if (one.operator() == Operator.MASKED_EQ || other.operator() == Operator.MASKED_EQ) {
            return common(cubes(one), cubes(other));
        }
        return Intervals.of(one).and(Intervals.of(other)).conditions(one.index());
    }

    private List<Condition> cubes(Condition condition) {
        Cubes.Cover cover = Cubes.of(condition);
        exact &= cover.exact();
        return cover.conditions();
    }

    private static List<Condition> common(List<Condition> some, List<Condition> others) {
        List<Condition> common = new ArrayList<>();
        for (Condition one : some) {
            for (Condition other : others) {
                if (!one.excludes(other)) {
                    common.add(Cubes.both(one, other));
                }
            }
        }
        return common;
    }

    private static List<Condition> possible(Condition condition) {
        return condition.isPossible() ? List.of(condition) : List.of();
    }
}
