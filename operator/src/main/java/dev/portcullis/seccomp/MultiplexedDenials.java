package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The half of a restriction that is about syscalls behind {@code socketcall} and {@code ipc} ({@link MultiplexedCalls}).
 * There arguments cannot be seen, so a denial of some calls becomes one of all that are made so. libseccomp lets them
 * through wherever the filter lets any through on the syscall's own number; a rule on the common number must come first.
 */
final class MultiplexedDenials {

    /** The kernel's ipc() looks at 16 bits of what chooses the call, and socketcall() knows no greater choice. */
    private static final long CHOICE = 0xffff;

    private final Filter filter;
    private final List<Architecture> architectures;
    private final boolean anyNode;
    /** What was let through, and is denied, by multiplexer: the syscalls' names. */
    private final SortedMap<String, SortedMap<String, List<Denied>>> found = new TreeMap<>();

    /** @param node the architecture of the nodes; null for an unknown one */
    MultiplexedDenials(Filter filter, @Nullable Architecture node) {
        this.filter = filter;
        this.anyNode = node == null;
        this.architectures = Arrays.stream(Architecture.values())
                .filter(MultiplexedCalls::areOn)
                .filter(one -> one == node || filter.architectures().contains(one) || (anyNode && one.isOfNodes()))
                .toList();
    }

    /** The denials of multiplexers that follow from these, by their names. */
    SortedMap<String, List<Denied>> of(SortedMap<String, List<Denied>> denied) {
        SortedMap<String, List<Denied>> all = new TreeMap<>();
        for (MultiplexedCalls calls : architectures.isEmpty() ? List.<MultiplexedCalls>of() : MultiplexedCalls.ALL) {
            denied.forEach((syscall, its) -> {
                if (calls.choices().containsKey(syscall) && isLetThrough(calls, syscall)) {
                    List<Denied> common = its.stream()
                            .map(one -> new Denied(one.block(), chosen(calls, syscall), one.verdict()))
                            .distinct()
                            .toList();
                    found.computeIfAbsent(calls.multiplexer(), m -> new TreeMap<>())
                            .put(syscall, common);
                    all.computeIfAbsent(calls.multiplexer(), m -> new ArrayList<>())
                            .addAll(common);
                }
            });
        }
        return all;
    }

    /** Returns whether a call with this choice may get through, whatever else is in the number that chooses. */
    private boolean isLetThrough(MultiplexedCalls calls, String syscall) {
        Conditions chosen = chosen(calls, syscall);
        Ruling ruling = Ruling.of(filter, calls);
        return ruling.otherwise().action().letsThrough()
                || ruling.cases().stream()
                        .anyMatch(one -> one.verdict().action().letsThrough()
                                && !one.conditions().exclude(chosen));
    }

    private static Conditions chosen(MultiplexedCalls calls, String syscall) {
        return new Conditions(List.of(new Condition(0, Operator.MASKED_EQ, CHOICE, (long) calls.choice(syscall))));
    }

    /** Returns whether nothing that is denied concerns a multiplexer. */
    boolean areNone(SortedMap<String, List<Denied>> denied) {
        return architectures.isEmpty()
                || MultiplexedCalls.ALL.stream().noneMatch(calls -> denied.containsKey(calls.multiplexer()));
    }

    /** Tells what the denials cost. */
    void tell(SortedMap<String, SortedSet<String>> costs) {
        found.forEach((multiplexer, its) -> {
            SortedMap<String, SortedSet<String>> syscalls = new TreeMap<>();
            its.forEach((syscall, all) -> all.forEach(one ->
                    syscalls.computeIfAbsent(one.block(), b -> new TreeSet<>()).add(syscall)));
            syscalls.forEach((block, names) -> costs.computeIfAbsent(block, b -> new TreeSet<>())
                    .add(RestrictionCosts.behind(multiplexer, names, through())));
        });
    }

    private String through() {
        return anyNode && architectures.size() > 1
                ? "32-bit x86, s390x and ppc64le"
                : NameList.of(architectures.stream().map(Architecture::ociName).toList());
    }

    /**
     * The rules of a filter whose own ones are given, with those that must stand before them.
     *
     * @param denied everything that is denied, by syscall
     * @param cases the restricted rules by syscall; a multiplexer's change if they cannot stand beside the others
     * @param rules these cases as rules
     */
    List<Rule> complete(
            SortedMap<String, List<Denied>> denied,
            SortedMap<String, Map<Conditions, Verdict>> cases,
            Supplier<List<Rule>> rules,
            SortedMap<String, SortedSet<String>> costs) {
        List<Rule> first = new ArrayList<>();
        for (MultiplexedCalls calls : MultiplexedCalls.ALL) {
            List<Denied> its = denied.getOrDefault(calls.multiplexer(), List.of());
            if (!its.isEmpty() && !architectures.isEmpty()) {
                List<Rule> own = before(calls, found.getOrDefault(calls.multiplexer(), new TreeMap<>()), cases);
                List<Rule> all = new ArrayList<>(first);
                all.addAll(own);
                all.addAll(rules.get());
                if (isRight(calls, its, all)) {
                    first.addAll(own);
                } else {
                    cases.put(calls.multiplexer(), Map.of(Conditions.ALWAYS, whole(its)));
                    its.forEach(one -> costs.computeIfAbsent(one.block(), b -> new TreeSet<>()));
                    its.stream()
                            .filter(one -> its.stream()
                                    .noneMatch(other -> other.conditions().always()))
                            .forEach(one -> costs.getOrDefault(one.block(), new TreeSet<>())
                                    .add(RestrictionCosts.multiplexer(calls.multiplexer(), through())));
                }
            }
        }
        first.addAll(rules.get());
        return first;
    }

    /** The verdict on every call of a multiplexer: a denial's of all, or else what a kernel without it answers. */
    private Verdict whole(List<Denied> its) {
        return its.stream()
                .filter(one -> one.conditions().always())
                .map(Denied::verdict)
                .filter(verdict -> !verdict.equals(filter.defaultVerdict()))
                .findFirst()
                .orElseGet(() -> other(Errno.number("ENOSYS").orElseThrow()));
    }

    /** The rules on the common number that must be added before those on the syscalls' own numbers. */
    private List<Rule> before(
            MultiplexedCalls calls,
            SortedMap<String, List<Denied>> its,
            SortedMap<String, Map<Conditions, Verdict>> cases) {
        List<Rule> rules = new ArrayList<>();
        its.forEach((syscall, denials) -> {
            Conditions chosen = chosen(calls, syscall);
            boolean some = cases.getOrDefault(syscall, Map.of()).values().stream()
                    .anyMatch(verdict -> verdict.action().letsThrough());
            Map<Conditions, Verdict> own = cases.getOrDefault(calls.multiplexer(), Map.of());
            if (some || own.containsKey(chosen)) {
                Verdict verdict = own.getOrDefault(
                        chosen,
                        denials.getFirst().verdict().equals(filter.defaultVerdict())
                                ? other(Errno.number("EACCES").orElseThrow())
                                : denials.getFirst().verdict());
                rules.add(new Rule(new TreeSet<>(Set.of(calls.multiplexer())), verdict, chosen));
                Map<Conditions, Verdict> left = new LinkedHashMap<>(own);
                left.remove(chosen);
                if (left.isEmpty()) {
                    cases.remove(calls.multiplexer());
                } else {
                    cases.put(calls.multiplexer(), left);
                }
            }
        });
        return rules;
    }

    /** A verdict that is not the default's, because runtimes do not pass on rules that repeat it. */
    private Verdict other(int errno) {
        Verdict verdict = new Verdict(Action.ERRNO, errno);
        return verdict.equals(filter.defaultVerdict()) ? new Verdict(Action.ERRNO, Verdict.RUNTIME_ERRNO) : verdict;
    }

    /** Returns whether libseccomp builds the filter, and it denies on the common number what it should. */
    private boolean isRight(MultiplexedCalls calls, List<Denied> denied, List<Rule> rules) {
        Set<Boolean> widths = new HashSet<>();
        return architectures.stream().filter(one -> widths.add(one.has64Bits())).allMatch(through -> new FilterBuild(
                                rules, filter.defaultVerdict())
                        .ofMultiplexedCalls(through, List.of())
                        .isEmpty())
                && new RestrictionCheck(common(calls, filter.rules()), filter.defaultVerdict(), denied)
                        .isRight(common(calls, rules));
    }

    /** What rules say on the common number, in the order in which runtimes add them. */
    private Map<Conditions, Verdict> common(MultiplexedCalls calls, List<Rule> rules) {
        Map<Conditions, Verdict> common = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (!rule.verdict().equals(filter.defaultVerdict())) {
                rule.names().forEach(name -> calls.conditions(name, rule.conditions())
                        .ifPresent(conditions -> common.putIfAbsent(conditions, rule.verdict())));
            }
        }
        return common;
    }
}
