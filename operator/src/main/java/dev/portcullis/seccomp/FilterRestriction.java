package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a restriction into a filter: the last stage before it is written. */
final class FilterRestriction {

    private final Filter filter;
    private final @Nullable Architecture node;
    private final SortedMap<String, List<Denied>> denied = new TreeMap<>();
    private final SortedMap<String, Map<Conditions, Verdict>> cases = new TreeMap<>();
    private final SortedSet<String> silent = new TreeSet<>();
    private final SortedMap<String, SortedSet<String>> costs = new TreeMap<>();

    private FilterRestriction(Filter filter, Restriction restriction, @Nullable Architecture node) {
        this.filter = filter;
        this.node = node;
        for (Denial denial : restriction.denials()) {
            for (String syscall : denial.syscalls()) {
                for (Conditions seen : NarrowArguments.seen(syscall, denial.conditions())) {
                    Conditions its = ArgumentOrder.on(node, syscall, seen);
                    add(syscall, new Denied(denial.block(), its, denial.verdict()));
                }
            }
        }
    }

    /**
     * A filter under a restriction.
     *
     * @param filter the filter; the same as before where nothing that is denied was let through
     * @param costs the names of the blocks that changed it, each with what it costs beside what it names
     */
    record Restricted(Filter filter, SortedMap<String, SortedSet<String>> costs) {}

    /**
     * Restricts a filter.
     *
     * @param filter in normal form
     * @param node the architecture of its nodes; null for an unknown one
     */
    static Restricted of(Filter filter, Restriction restriction, @Nullable Architecture node) {
        return restriction.isNone()
                ? new Restricted(filter, new TreeMap<>())
                : new FilterRestriction(filter, restriction, node).restricted();
    }

    private void add(String syscall, Denied one) {
        denied.computeIfAbsent(syscall, s -> new ArrayList<>()).add(one);
    }

    private Restricted restricted() {
        MultiplexedDenials behind = new MultiplexedDenials(filter, node);
        behind.of(denied).forEach((multiplexer, its) -> its.forEach(one -> add(multiplexer, one)));
        read();
        SortedMap<String, SyscallRestriction> changed = new TreeMap<>();
        boolean narrow = Stream.concat(Stream.ofNullable(node), filter.architectures().stream())
                .anyMatch(architecture -> !architecture.has64Bits());
        denied.forEach((syscall, its) -> {
            SyscallRestriction one =
                    new SyscallRestriction(cases.getOrDefault(syscall, Map.of()), filter.defaultVerdict(), its, narrow);
            one.restricted().ifPresent(restricted -> {
                changed.put(syscall, one);
                put(syscall, restricted);
            });
        });
        if (changed.isEmpty() && behind.areNone(denied)) {
            return new Restricted(filter, new TreeMap<>());
        }
        new FilterBuild(rules(), filter.defaultVerdict())
                .ofDirectCalls(node, filter.architectures())
                .forEach(obstacle -> obstacle.site().names().forEach(name -> Optional.ofNullable(changed.get(name))
                        .ifPresent(one -> put(name, one.whole()))));
        behind.tell(costs);
        List<Rule> rules = behind.complete(denied, cases, this::rules, costs);
        return costs.isEmpty() ? new Restricted(filter, costs) : new Restricted(with(anchored(rules)), costs);
    }

    /** The rules of the filter by syscall, and names without effect of their own. */
    private void read() {
        for (Rule rule : filter.rules()) {
            for (String name : rule.names()) {
                if (rule.verdict().equals(filter.defaultVerdict())) {
                    silent.add(name);
                } else {
                    cases.computeIfAbsent(name, n -> new LinkedHashMap<>(1)).put(rule.conditions(), rule.verdict());
                }
            }
        }
    }

    private void put(String syscall, SyscallRestriction.Restricted restricted) {
        if (restricted.cases().isEmpty()) {
            cases.remove(syscall);
            silent.add(syscall);
        } else {
            cases.put(syscall, restricted.cases());
        }
        for (String block : restricted.blocks()) {
            SortedSet<String> its = costs.computeIfAbsent(block, b -> new TreeSet<>());
            if (restricted.whole()
                    && denied.getOrDefault(syscall, List.of()).stream()
                            .noneMatch(one -> one.conditions().always())) {
                its.add(RestrictionCosts.whole(syscall));
            }
        }
    }

    private List<Rule> rules() {
        SortedMap<String, Map<Conditions, Verdict>> all = new TreeMap<>(cases);
        if (!filter.defaultVerdict().action().letsThrough()) {
            // A name that is in the filter no more can change which one runc takes for the newest.
            silent.forEach(name -> all.putIfAbsent(name, Map.of(Conditions.ALWAYS, filter.defaultVerdict())));
        }
        return NormalForm.of(all);
    }

    private Filter with(List<Rule> rules) {
        return new Filter(
                filter.defaultVerdict(),
                filter.architectures(),
                filter.flags(),
                filter.listenerPath(),
                filter.listenerMetadata(),
                rules);
    }

    private List<Rule> anchored(List<Rule> rules) {
        Optional<Rule> anchor = Anchor.of(rules, filter.defaultVerdict());
        if (anchor.isEmpty()) {
            return rules;
        }
        List<Rule> anchored = new ArrayList<>(List.of(anchor.get()));
        anchored.addAll(rules);
        return anchored;
    }
}
