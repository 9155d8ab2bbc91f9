package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Calls that tell comparisons of halves of arguments apart.
 *
 * @param arguments for each of the six arguments, its values
 */
record Halves(List<List<Long>> arguments) {

    static Halves of(Collection<Conditions> cases, boolean wide) {
        List<List<Long>> arguments = new ArrayList<>();
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
                        around(wide ? value >>> Integer.SIZE : 0, upper);
                    });
            arguments.add(upper.stream()
                    .flatMap(high -> lower.stream().map(low -> (wide ? high << Integer.SIZE : 0) | low))
                    .distinct()
                    .toList());
        }
        return new Halves(arguments);
    }

    private static void around(long value, Set<Long> halves) {
        for (long near = value - 1; near <= value + 1; near++) {
            halves.add(near & 0xffffffffL);
        }
    }

    /** All such calls, but no more than a number of them, which are drawn. */
    Stream<long[]> calls(int most) {
        long all = arguments.stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, most + 1L));
        if (all > most) {
            Random random = new Random(arguments.hashCode());
            return Stream.generate(() -> call(argument -> random.nextInt(argument.size())))
                    .limit(most);
        }
        return LongStream.range(0, all).mapToObj(number -> {
            long[] rest = {number};
            return call(argument -> {
                int chosen = (int) (rest[0] % argument.size());
                rest[0] /= argument.size();
                return chosen;
            });
        });
    }

    private long[] call(ToIntFunction<List<Long>> choice) {
        return arguments.stream()
                .mapToLong(argument -> argument.get(choice.applyAsInt(argument)))
                .toArray();
    }
}
