package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The arguments of which the kernel looks at 32 bits, while libseccomp compares 64: a program can put anything into the
 * others, so that {@code arg0 == 38} misses a call that the kernel takes for just that.
 */
public final class NarrowArguments {

    private static final long LOWER = 0xffffffffL;

    private NarrowArguments() {}

    /** Returns whether the widths of a syscall's arguments are known here. */
    static boolean areKnown(String syscall) {
        return Table.NARROW.containsKey(syscall);
    }

    /** Returns whether the kernel looks at 32 bits of this argument alone; not known is no. */
    public static boolean isNarrow(String syscall, int index) {
        return Table.NARROW.getOrDefault(syscall, Set.of()).contains(index);
    }

    /** What the conditions become when they compare what the kernel looks at: one of the results holds where they do; none if no call does. */
    static List<Conditions> seen(String syscall, Conditions conditions) {
        Set<Integer> narrow = Table.NARROW.getOrDefault(syscall, Set.of());
        List<List<Condition>> all = List.of(List.of());
        for (Condition condition : conditions.all()) {
            List<Condition> alternatives = narrow.contains(condition.index()) ? seen(condition) : List.of(condition);
            List<List<Condition>> longer = new ArrayList<>();
            for (List<Condition> one : all) {
                for (Condition alternative : alternatives) {
                    List<Condition> more = new ArrayList<>(one);
                    more.add(alternative);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all.stream().map(Conditions::new).filter(Conditions::arePossible).toList();
    }

    private static List<Condition> seen(Condition condition) {
        int index = condition.index();
        if (condition.operator() == Operator.MASKED_EQ) {
            return List.of(condition.lowerHalf());
        }
        // A negative int, written as 64 bits.
        boolean extended = condition.value() >> Integer.SIZE == -1;
        Condition meant = extended ? condition.lowerHalf() : condition;
        if (meant.operator() == Operator.EQ) {
            return meant.value() >>> Integer.SIZE == 0 ? List.of(Cubes.cube(index, LOWER, meant.value())) : List.of();
        }
        List<Condition> cubes = new ArrayList<>();
        Intervals.of(meant)
                .and(Intervals.of(new Condition(index, Operator.LE, LOWER, null)))
                .each((from, to) -> Cubes.range(index, from, to, 0, cubes));
        return cubes;
    }

    /** Read on first use only. */
    private static final class Table {

        static final Map<String, Set<Integer>> NARROW = read();

        private static Map<String, Set<Integer>> read() {
            Map<String, Set<Integer>> narrow = new HashMap<>();
            for (List<String> row :
                    TabSeparated.resource("narrow-arguments.tsv").rows()) {
                Set<Integer> indexes = new TreeSet<>();
                for (String index :
                        row.get(1).equals("-") ? new String[0] : row.get(1).split(",", 0)) {
                    indexes.add(Integer.valueOf(index));
                }
                narrow.put(row.getFirst(), indexes);
            }
            return Map.copyOf(narrow);
        }
    }
}
