package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares two filters by their verdicts on calls, so that another wording of the same meaning is no difference. */
final class Diff {

    private final Filter before;
    private final Filter after;
    private final List<Difference> differences = new ArrayList<>();
    private final SortedSet<String> undecided = new TreeSet<>();

    private Diff(Filter before, Filter after) {
        this.before = before;
        this.after = after;
    }

    /**
     * The differences of a filter from an earlier one; empty if no call can tell them apart.
     *
     * @param node the architecture of the nodes; null for any
     */
    static List<Difference> of(Filter before, Filter after, @Nullable Architecture node) {
        return of(before, after, node, RulingPair::compare).differences;
    }

    /** The same, comparing rulings with a method that may leave some undecided. */
    static Diff of(Filter before, Filter after, @Nullable Architecture node, Method method) {
        Diff diff = new Diff(before, after);
        diff.settings();
        diff.architectures(node);
        diff.byDefault();
        diff.syscalls(node, method);
        return diff;
    }

    /** A way to compare the rulings of two filters on one syscall. */
    @FunctionalInterface
    interface Method {

        /**
         * Compares.
         *
         * @param wide whether 64-bit architectures make the calls
         * @param narrow whether 32-bit ones do
         */
        RulingPair.Outcome compare(RulingPair pair, boolean wide, boolean narrow);
    }

    /** The differences. */
    List<Difference> differences() {
        return differences;
    }

    /** The syscalls that the method left undecided. */
    SortedSet<String> undecided() {
        return undecided;
    }

    /** The syscalls that a rule of either names. */
    static SortedSet<String> named(Filter before, Filter after) {
        SortedSet<String> names = new TreeSet<>();
        Stream.of(before, after).flatMap(filter -> filter.rules().stream()).forEach(rule -> names.addAll(rule.names()));
        return names;
    }

    private void settings() {
        setting("flags", String.join(", ", before.flags()), String.join(", ", after.flags()));
        setting("listenerPath", before.listenerPath(), after.listenerPath());
        setting("listenerMetadata", before.listenerMetadata(), after.listenerMetadata());
    }

    private void setting(String member, @Nullable String was, @Nullable String is) {
        String earlier = was == null ? "" : was;
        String later = is == null ? "" : is;
        if (!earlier.equals(later)) {
            differences.add(new Difference.OfSetting(member, earlier, later));
        }
    }

    private void architectures(@Nullable Architecture node) {
        Set<Architecture> earlier = covered(before, node);
        Set<Architecture> later = covered(after, node);
        for (Architecture one : Architecture.values()) {
            if (earlier.contains(one) != later.contains(one)) {
                Effect effect = later.contains(one) ? Effect.WIDER : Effect.NARROWER;
                differences.add(new Difference.OfArchitecture(effect, one));
            }
        }
    }

    /** The architectures covered beside a node's own, of those that such nodes run. */
    private static Set<Architecture> covered(Filter filter, @Nullable Architecture node) {
        Set<Architecture> covered = new TreeSet<>(filter.architectures());
        covered.retainAll(Arrays.stream(Architecture.values())
                .filter(one -> node == null ? one.isOfNodes() : one == node)
                .flatMap(one -> one.subArchitectures().stream())
                .toList());
        return covered;
    }

    private void byDefault() {
        Verdict was = before.defaultVerdict();
        Verdict is = after.defaultVerdict();
        if (!was.equals(is)) {
            differences.add(new Difference.OfDefault(Permissiveness.effect(was, is), was, is));
        }
    }

    private void syscalls(@Nullable Architecture node, Method method) {
        boolean wide = node == null || node.has64Bits();
        boolean narrow = !wide
                || covered(before, node).stream()
                        .filter(covered(after, node)::contains)
                        .anyMatch(one -> !one.has64Bits());
        Map<String, Ruling> rulingsBefore = Ruling.all(before);
        Map<String, Ruling> rulingsAfter = Ruling.all(after);
        // Many syscalls often share the same pair.
        Map<RulingPair, RulingPair.Outcome> compared = new HashMap<>();
        for (String name : named(before, after)) {
            RulingPair pair = new RulingPair(
                    rulingsBefore.getOrDefault(name, new Ruling(List.of(), before.defaultVerdict())),
                    rulingsAfter.getOrDefault(name, new Ruling(List.of(), after.defaultVerdict())));
            RulingPair.Outcome outcome = compared.computeIfAbsent(pair, p -> method.compare(p, wide, narrow));
            outcome.examples()
                    .forEach((effect, example) -> differences.add(
                            new Difference.OfSyscall(effect, name, pair.earlier(), pair.later(), example)));
            if (!outcome.decided()) {
                undecided.add(name);
            }
        }
    }
}
