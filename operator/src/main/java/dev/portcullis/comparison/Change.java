package dev.portcullis.comparison;

import dev.portcullis.seccomp.Ruling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Differences reported together: the same change of one or more syscalls, or one of another kind.
 *
 * @param difference the first of them
 * @param syscalls its syscalls; empty if it is not about syscalls
 * @param nodes the GOARCH of the nodes with the change, or {@link Comparison#OTHER_NODES}; empty for all compared
 */
public record Change(Difference difference, SortedSet<String> syscalls, SortedSet<String> nodes) {

    private static final Comparator<Change> ORDER = Comparator.comparing(Change::effect)
            .thenComparingInt(Change::position)
            .thenComparing(change -> change.syscalls.isEmpty() ? "" : change.syscalls.first());

    /** Copies what it is given. */
    public Change {
        syscalls = new TreeSet<>(syscalls);
        nodes = new TreeSet<>(nodes);
    }

    /** Its effect: more allowed, or less. */
    public Effect effect() {
        return difference.effect();
    }

    /** Groups differences that differ only in the syscall. */
    static List<Change> grouped(Map<Difference, SortedSet<String>> nodes) {
        record Same(Effect effect, Ruling before, Ruling after, Difference.Example example, SortedSet<String> nodes) {}
        Map<Same, List<Difference.OfSyscall>> groups = new LinkedHashMap<>();
        Collection<Change> changes = new ArrayList<>();
        nodes.forEach((difference, on) -> {
            if (difference instanceof Difference.OfSyscall one) {
                groups.computeIfAbsent(
                                new Same(one.effect(), one.before(), one.after(), one.example(), on),
                                s -> new ArrayList<>())
                        .add(one);
            } else {
                changes.add(new Change(difference, new TreeSet<>(), on));
            }
        });
        groups.forEach((same, all) -> {
            SortedSet<String> syscalls = new TreeSet<>();
            all.forEach(one -> syscalls.add(one.syscall()));
            changes.add(new Change(all.getFirst(), syscalls, same.nodes()));
        });
        return changes.stream().sorted(ORDER).toList();
    }

    private int position() {
        return switch (difference) {
            case Difference.OfDefault d -> 0;
            case Difference.OfArchitecture d -> 1;
            case Difference.OfSyscall d -> 2;
            case Difference.OfSetting d -> 3;
        };
    }
}
