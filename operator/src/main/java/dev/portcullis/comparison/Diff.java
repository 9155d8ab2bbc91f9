package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
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
        Diff diff = new Diff(before, after);
        diff.settings();
        diff.architectures(node);
        diff.byDefault();
        diff.syscalls(node);
        return diff.differences;
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

    private void syscalls(@Nullable Architecture node) {
        boolean wide = node == null || node.has64Bits();
        boolean narrow = !wide
                || covered(before, node).stream()
                        .filter(covered(after, node)::contains)
                        .anyMatch(one -> !one.has64Bits());
        Map<String, Ruling> rulingsBefore = Ruling.all(before);
        Map<String, Ruling> rulingsAfter = Ruling.all(after);
        Map<Pair, Map<Effect, Difference.Example>> compared = new HashMap<>();
        for (String name : named(before, after)) {
            Pair pair = new Pair(
                    rulingsBefore.getOrDefault(name, new Ruling(List.of(), before.defaultVerdict())),
                    rulingsAfter.getOrDefault(name, new Ruling(List.of(), after.defaultVerdict())));
            compared.computeIfAbsent(pair, p -> examples(p, wide, narrow))
                    .forEach((effect, example) -> differences.add(
                            new Difference.OfSyscall(effect, name, pair.earlier(), pair.later(), example)));
        }
    }

    /** The rulings on one syscall; many syscalls often share the same pair. */
    private record Pair(Ruling earlier, Ruling later) {}

    private static Map<Effect, Difference.Example> examples(Pair pair, boolean wide, boolean narrow) {
        Map<Effect, Difference.Example> examples = new EnumMap<>(Effect.class);
        if (pair.earlier().equals(pair.later())) {
            return examples;
        }
        if (wide) {
            compare(pair, corners(pair).calls(), false, examples);
        }
        if (narrow) {
            Pair lower = new Pair(pair.earlier().on32Bits(), pair.later().on32Bits());
            compare(lower, corners(lower).on32Bits(), wide, examples);
        }
        return examples;
    }

    private static Corners corners(Pair pair) {
        return Corners.of(conditions(pair.earlier(), pair.later()))
                .with(pair.earlier())
                .with(pair.later());
    }

    private static List<Condition> conditions(Ruling earlier, Ruling later) {
        return Stream.of(earlier, later)
                .flatMap(ruling -> ruling.conditions().stream())
                .toList();
    }

    private static void compare(
            Pair pair, List<long[]> calls, boolean on32BitsAlone, Map<Effect, Difference.Example> examples) {
        for (long[] call : calls) {
            Verdict was = pair.earlier().verdict(call);
            Verdict is = pair.later().verdict(call);
            if (!was.equals(is)) {
                examples.putIfAbsent(
                        Permissiveness.effect(was, is),
                        new Difference.Example(Arrays.stream(call).boxed().toList(), on32BitsAlone, was, is));
            }
        }
    }
}
