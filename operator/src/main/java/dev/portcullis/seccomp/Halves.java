package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Calls that tell comparisons of halves of arguments apart.
 *
 * @param arguments for each of the six arguments, its values
 */
record Halves(List<Values> arguments) {

    /**
     * The values of one argument: every combination of these halves. There can be millions, so none is kept.
     *
     * @param upper the upper halves
     * @param lower the lower halves
     */
    record Values(List<Long> upper, List<Long> lower) {

        long count() {
            return (long) upper.size() * lower.size();
        }

        /** The value with this number, from 0. */
        long value(long number) {
            return upper.get((int) (number / lower.size())) << Integer.SIZE | lower.get((int) (number % lower.size()));
        }
    }

    static Halves of(Collection<Conditions> cases, boolean wide) {
        List<Values> arguments = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int index = i;
            SortedSet<Long> lower = new TreeSet<>(List.of(0L));
            SortedSet<Long> upper = new TreeSet<>(List.of(0L));
            cases.stream()
                    .flatMap(conditions -> conditions.all().stream())
                    .filter(condition -> condition.index() == index)
                    .flatMap(condition -> Stream.of(condition.value(), condition.datum()))
                    .forEach(value -> {
                        around(value, lower);
                        if (wide) {
                            around(value >>> Integer.SIZE, upper);
                        }
                    });
            arguments.add(new Values(List.copyOf(upper), List.copyOf(lower)));
        }
        return new Halves(arguments);
    }

    private static void around(long value, SortedSet<Long> halves) {
        for (long near = value - 1; near <= value + 1; near++) {
            halves.add(near & 0xffffffffL);
        }
    }

    /** All such calls, but no more than a number of them, which are drawn. */
    Stream<long[]> calls(int most) {
        long all = arguments.stream()
                .mapToLong(Values::count)
                .reduce(1, (a, b) -> a > most || b > most ? most + 1L : Math.min(a * b, most + 1L));
        if (all > most) {
            Random random = new Random(arguments.hashCode());
            return Stream.generate(() -> call(argument -> random.nextLong(argument.count())))
                    .limit(most);
        }
        return LongStream.range(0, all).mapToObj(number -> {
            long[] rest = {number};
            return call(argument -> {
                long chosen = rest[0] % argument.count();
                rest[0] /= argument.count();
                return chosen;
            });
        });
    }

    private long[] call(ToLongFunction<Values> choice) {
        return arguments.stream()
                .mapToLong(argument -> argument.value(choice.applyAsLong(argument)))
                .toArray();
    }
}
