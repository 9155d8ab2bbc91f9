package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The building of a filter by libseccomp, which adds one rule after the other to the trees of all architectures that the
 * filter covers.
 */
final class FilterBuild {

    private static final SyscallTable TABLE = SyscallTable.linux();

    private final List<Rule> rules;
    private final Verdict byDefault;

    /**
     * A building.
     *
     * @param rules in the order in which a runtime adds them
     * @param byDefault the filter's default; runtimes do not pass on rules that repeat it
     */
    FilterBuild(List<Rule> rules, Verdict byDefault) {
        this.rules = rules;
        this.byDefault = byDefault;
    }

    /**
     * The obstacles on the numbers that syscalls have of their own: the first for each group of syscalls under the same
     * rules.
     *
     * @param node the node's architecture; null for an unknown one, which is taken for a 64-bit one
     * @param covered the architectures that the filter covers beside it
     */
    List<Obstacle> ofDirectCalls(@Nullable Architecture node, Collection<Architecture> covered) {
        Map<List<Integer>, SortedSet<String>> groups = groups();
        List<Obstacle> obstacles = new ArrayList<>();
        groups.forEach((positions, names) -> {
            Set<Boolean> widths = new HashSet<>();
            if (node == null) {
                widths.add(true);
                failure(steps(positions), true).ifPresent(failed -> obstacles.add(failed.obstacle(names, null, null)));
            }
            for (Architecture architecture : all(node, covered)) {
                SortedSet<String> there = names.stream()
                        .filter(name -> hasTree(architecture, name))
                        .collect(Collectors.toCollection(TreeSet::new));
                if (!there.isEmpty() && widths.add(architecture.has64Bits())) {
                    failure(steps(positions), architecture.has64Bits())
                            .ifPresent(failed -> obstacles.add(
                                    failed.obstacle(there, architecture == node ? null : architecture, null)));
                }
            }
        });
        return firstOfEach(obstacles);
    }

    /** The obstacles behind {@code socketcall} and {@code ipc}, where an architecture has them: one for each syscall. */
    List<Obstacle> ofMultiplexedCalls(@Nullable Architecture node, Collection<Architecture> covered) {
        List<Obstacle> obstacles = new ArrayList<>();
        for (Architecture architecture : all(node, covered)) {
            if (MultiplexedCalls.areOn(architecture)) {
                for (MultiplexedCalls calls : MultiplexedCalls.ALL) {
                    List<Step> steps = steps(calls);
                    for (Optional<Failure> one = failure(steps, architecture.has64Bits());
                            one.isPresent();
                            one = failure(steps, architecture.has64Bits())) {
                        String name = one.get().later().name();
                        obstacles.add(one.get().obstacle(Set.of(name), architecture, calls.multiplexer()));
                        steps.removeIf(step -> step.name().equals(name));
                    }
                }
            }
        }
        return firstOfEach(obstacles);
    }

    private static List<Obstacle> firstOfEach(List<Obstacle> obstacles) {
        record Pair(Set<String> names, int earlier, int later) {}
        Map<Pair, Obstacle> first = new LinkedHashMap<>();
        obstacles.forEach(one -> first.putIfAbsent(
                new Pair(one.site().names(), one.site().earlier(), one.site().later()), one));
        return List.copyOf(first.values());
    }

    private static Set<Architecture> all(@Nullable Architecture node, Collection<Architecture> covered) {
        Set<Architecture> all = new LinkedHashSet<>();
        Stream.concat(Stream.ofNullable(node), covered.stream().sorted()).forEach(all::add);
        return all;
    }

    /**
     * Returns whether libseccomp keeps rules for a name. Where calls are multiplexed, it does for those with numbers, and
     * for all that are multiplexed: _abi_syscall_demux finds a pseudo-number (PNR in syscalls.csv) where there is no other.
     */
    private static boolean hasTree(Architecture architecture, String name) {
        return !MultiplexedCalls.areOn(architecture)
                || !architecture.hasSyscallTable()
                || MultiplexedCalls.of(name).isPresent()
                || TABLE.number(architecture, name).isPresent();
    }

    /** The syscalls with the positions of at least two rules that can meet. */
    private Map<List<Integer>, SortedSet<String>> groups() {
        Map<String, List<Integer>> positions = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!rules.get(i).verdict().equals(byDefault)) {
                for (String name : rules.get(i).names()) {
                    positions.computeIfAbsent(name, n -> new ArrayList<>(1)).add(i);
                }
            }
        }
        Map<List<Integer>, SortedSet<String>> groups = new LinkedHashMap<>();
        positions.forEach((name, its) -> {
            if (its.size() > 1) {
                groups.computeIfAbsent(its, i -> new TreeSet<>()).add(name);
            }
        });
        return groups;
    }

    private List<Step> steps(List<Integer> positions) {
        return positions.stream()
                .map(i -> new Step("", rules.get(i).conditions(), rules.get(i).verdict(), i))
                .toList();
    }

    /** The steps for the number behind which calls are, in the order of rules and their names. */
    private List<Step> steps(MultiplexedCalls calls) {
        return IntStream.range(0, rules.size())
                .boxed()
                .filter(i -> !rules.get(i).verdict().equals(byDefault))
                .flatMap(i -> rules.get(i).names().stream()
                        .flatMap(name -> calls
                                .conditions(name, rules.get(i).conditions())
                                .map(conditions ->
                                        new Step(name, conditions, rules.get(i).verdict(), i))
                                .stream()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The first step that fails, and the earliest before it that makes it fail alone. */
    private static Optional<Failure> failure(List<Step> steps, boolean wide) {
        ComparisonTree tree = new ComparisonTree(wide);
        for (int i = 0; i < steps.size(); i++) {
            Step later = steps.get(i);
            ComparisonTree.Addition addition = tree.add(later.conditions(), later.verdict());
            if (addition != ComparisonTree.Addition.ADDED) {
                Step earlier = steps.subList(0, i).stream()
                        .filter(one -> later.after(one, wide) == addition)
                        .findFirst()
                        .orElse(steps.get(i - 1));
                return Optional.of(new Failure(addition, earlier, later));
            }
        }
        return Optional.empty();
    }

    /**
     * The addition of a rule to a tree.
     *
     * @param name the syscall, where the tree holds several
     * @param position the rule's, among all
     */
    private record Step(String name, Conditions conditions, Verdict verdict, int position) {

        ComparisonTree.Addition after(Step earlier, boolean wide) {
            ComparisonTree tree = new ComparisonTree(wide);
            tree.add(earlier.conditions, earlier.verdict);
            return tree.add(conditions, verdict);
        }
    }

    private record Failure(ComparisonTree.Addition addition, Step earlier, Step later) {

        Obstacle obstacle(Set<String> names, @Nullable Architecture through, @Nullable String multiplexer) {
            Obstacle.Site site = new Obstacle.Site(names, earlier.position, later.position, through, multiplexer);
            return addition == ComparisonTree.Addition.COLLIDES
                    ? new Obstacle.Collision(site)
                    : new Obstacle.Endlessness(site);
        }
    }
}
