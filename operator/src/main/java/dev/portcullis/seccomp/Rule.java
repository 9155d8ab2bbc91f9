package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What happens to some syscalls when all conditions hold.
 *
 * @param names the syscalls
 * @param verdict what happens to them
 * @param conditions in the order of {@link Condition}; empty means always
 */
public record Rule(SortedSet<String> names, Verdict verdict, List<Condition> conditions) implements Comparable<Rule> {

    private static final Comparator<Rule> ORDER = Comparator.comparing(Rule::verdict)
            .thenComparing(Rule::conditions, Rule::compareConditions)
            .thenComparing(r -> String.join(",", r.names));

    /** Sorts what it is given. */
    public Rule {
        names = new TreeSet<>(names);
        conditions = conditions.stream().sorted().distinct().toList();
    }

    @Override
    public int compareTo(Rule other) {
        return ORDER.compare(this, other);
    }

    private static int compareConditions(List<Condition> one, List<Condition> other) {
        Iterator<Condition> others = other.iterator();
        for (Condition condition : one) {
            if (!others.hasNext()) {
                return 1;
            }
            int order = condition.compareTo(others.next());
            if (order != 0) {
                return order;
            }
        }
        return others.hasNext() ? -1 : 0;
    }
}
