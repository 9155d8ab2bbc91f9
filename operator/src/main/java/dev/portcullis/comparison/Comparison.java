package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The differences of a profile from an earlier one, on all relevant kinds of nodes.
 *
 * @param changes first those that allow more, then those that allow less, then the rest; each group by subject
 * @param named the syscalls that a rule of either names: a changed default does not affect them
 */
public record Comparison(List<Change> changes, SortedSet<String> named) {

    /** The nodes of all architectures that neither profile names. */
    public static final String OTHER_NODES = "other";

    /** Copies what it is given. */
    public Comparison {
        changes = List.copyOf(changes);
        named = new TreeSet<>(named);
    }

    /** Compares for one kind of container; without an architecture, on all nodes. */
    public static Comparison of(ProfileStack before, ProfileStack after, Target target) {
        return of(before, after, target, Diff::of);
    }

    /** The same, with the differences that a function of two filters and the nodes' architecture gives. */
    static Comparison of(ProfileStack before, ProfileStack after, Target target, Differing differing) {
        return of(before, after, targets(before, after, target), differing);
    }

    /** The differences of a filter from an earlier one. */
    @FunctionalInterface
    interface Differing {

        List<Difference> of(Filter before, Filter after, @Nullable Architecture node);
    }

    private static Comparison of(
            ProfileStack before, ProfileStack after, Collection<Target> targets, Differing differing) {
        Map<Difference, SortedSet<String>> nodes = new LinkedHashMap<>();
        SortedSet<String> named = new TreeSet<>();
        for (Target target : targets) {
            Filter earlier = before.resolvedFor(target);
            Filter later = after.resolvedFor(target);
            named.addAll(Diff.named(earlier, later));
            differing.of(earlier, later, target.architecture()).forEach(difference -> nodes.computeIfAbsent(
                            difference, d -> new TreeSet<>())
                    .add(name(target)));
        }
        nodes.values().stream().filter(on -> on.size() == targets.size()).forEach(Set::clear);
        return new Comparison(Change.grouped(nodes), named);
    }

    private static List<Target> targets(ProfileStack before, ProfileStack after, Target target) {
        if (target.architecture() != null) {
            return List.of(target);
        }
        List<Target> targets = new ArrayList<>(List.of(target));
        Stream.of(before, after)
                .flatMap(stack -> stack.namedArchitectures().stream())
                .filter(Architecture::isOfNodes)
                .distinct()
                .sorted()
                .forEach(architecture -> targets.add(target.on(architecture)));
        return targets;
    }

    private static String name(Target target) {
        return target.architecture() == null
                ? OTHER_NODES
                : target.architecture().goName().orElseThrow();
    }

    /** Returns whether no call can tell the two apart. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Returns whether the later one allows more anywhere. */
    public boolean widens() {
        return changes.stream().anyMatch(change -> change.effect() == Effect.WIDER);
    }
}
