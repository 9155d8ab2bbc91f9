package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the filter under which a profile is observed: what the profile denies notifies. No filter can notify by default,
 * so every syscall that a runtime may know by name gets a rule; others keep the profile's default.
 */
final class ObservedFilter {

    private static final SyscallTable TABLE = SyscallTable.linux();
    private static final Verdict NOTIFY = new Verdict(Action.NOTIFY, null);

    /** These notify whatever the profile says, if the observer lets them through: with them a container's program begins. */
    private static final Set<String> BEGINNINGS = Set.of("execve", "execveat");

    /** runc takes no listener's descriptor for all threads, and crun's kernel refuses it (kernel/seccomp.c, EINVAL). */
    private static final String TSYNC = "SECCOMP_FILTER_FLAG_TSYNC";

    /** The first argument, as a bit set. */
    private static final int FIRST = 1;

    private final Filter filter;
    private final @Nullable Architecture node;
    private final Observing how;
    private final SortedMap<String, Map<Conditions, Verdict>> written = new TreeMap<>();
    private final SortedMap<String, Map<Conditions, Verdict>> cases = new TreeMap<>();
    private final SortedSet<String> silent = new TreeSet<>();
    private final SortedSet<String> untold = new TreeSet<>();

    private ObservedFilter(Filter filter, @Nullable Architecture node, Observing how) {
        this.filter = filter;
        this.node = node;
        this.how = how;
    }

    /**
     * A filter under observation.
     *
     * @param filter the filter
     * @param untold the syscalls whose denied calls stay denied and are not told, because libseccomp cannot tell them from
     *     allowed ones
     */
    record Observed(Filter filter, SortedSet<String> untold) {}

    /**
     * Makes a filter notify.
     *
     * @param filter in normal form, without rules that notify
     * @param node the architecture of its nodes; null for an unknown one
     */
    static Observed of(Filter filter, @Nullable Architecture node, Observing how) {
        return new ObservedFilter(filter, node, how).observed();
    }

    private Observed observed() {
        for (Rule rule : filter.rules()) {
            for (String name : rule.names()) {
                if (rule.verdict().equals(filter.defaultVerdict())) {
                    silent.add(name);
                } else {
                    written.computeIfAbsent(name, n -> new LinkedHashMap<>(1)).put(rule.conditions(), rule.verdict());
                }
            }
        }
        Set<String> names = new TreeSet<>(TABLE.names());
        names.addAll(written.keySet());
        names.forEach(name -> put(name, observed(name)));
        keepNewer();
        MultiplexedCalls.ALL.forEach(this::settle);
        new FilterBuild(rules(), filter.defaultVerdict())
                .ofDirectCalls(node, filter.architectures())
                .forEach(obstacle -> obstacle.site().names().forEach(this::giveUp));
        multiplexedObstacles().forEach(obstacle -> obstacle.site().names().forEach(this::keepBehind));
        multiplexedObstacles().forEach(obstacle -> obstacle.site().names().forEach(this::giveUp));
        MultiplexedCalls.ALL.stream().filter(calls -> !isRight(calls)).forEach(calls -> {
            giveUp(calls.multiplexer());
            calls.choices().keySet().forEach(this::giveUp);
        });
        return new Observed(made(), untold);
    }

    private Map<Conditions, Verdict> written(String syscall) {
        return written.getOrDefault(syscall, Map.of());
    }

    private Map<Conditions, Verdict> observed(String syscall) {
        if (how.letsThrough() && BEGINNINGS.contains(syscall)) {
            return Map.of(Conditions.ALWAYS, NOTIFY);
        }
        SyscallObservation.Observed observed = observation(syscall).observed();
        if (!observed.complete()) {
            untold.add(syscall);
        }
        return observed.cases();
    }

    private SyscallObservation observation(String syscall) {
        return new SyscallObservation(written(syscall), filter.defaultVerdict(), how, NeverNotifies.of(syscall));
    }

    private void giveUp(String syscall) {
        Map<Conditions, Verdict> coarse = observation(syscall).coarse();
        if (!cases.getOrDefault(syscall, Map.of()).equals(coarse)) {
            if (!how.letsThrough()) {
                untold.add(syscall);
            }
            put(syscall, coarse);
        }
    }

    private List<Obstacle> multiplexedObstacles() {
        return new FilterBuild(rules(), filter.defaultVerdict()).ofMultiplexedCalls(node, filter.architectures());
    }

    /**
     * Lets what is allowed behind a multiplexer outweigh what notifies. There rules lose their condition on the first
     * argument, so that both would say different things of the same calls. With a condition more, on either value of a bit,
     * those that notify are part of what is allowed there, and mean the same on the syscall's own number.
     */
    private void keepBehind(String syscall) {
        if (how.letsThrough()) {
            return;
        }
        Map<Conditions, Verdict> divided = new LinkedHashMap<>();
        cases.getOrDefault(syscall, Map.of()).forEach((conditions, verdict) -> {
            if (verdict.equals(NOTIFY) && conditions.arguments() == FIRST) {
                for (long bit = 0; bit < 2; bit++) {
                    List<Condition> more = new ArrayList<>(conditions.all());
                    more.add(new Condition(1, Operator.MASKED_EQ, 1, bit));
                    divided.put(new Conditions(more), verdict);
                }
            } else {
                divided.put(conditions, verdict);
            }
        });
        if (observation(syscall).isRight(divided)) {
            put(syscall, divided);
        }
    }

    private void put(String syscall, Map<Conditions, Verdict> its) {
        if (its.isEmpty()) {
            cases.remove(syscall);
        } else {
            cases.put(syscall, its);
            silent.remove(syscall);
        }
    }

    /**
     * Settles the number that has calls behind it: a rule for it without conditions outweighs those on the calls, so that it
     * notifies as a whole only if the profile lets none of them through or the observer does.
     */
    private void settle(MultiplexedCalls calls) {
        Map<Conditions, Verdict> own = written(calls.multiplexer());
        if (own.containsKey(Conditions.ALWAYS)
                || filter.defaultVerdict().action().letsThrough()) {
            return;
        }
        boolean letsSomeThrough = Stream.concat(Stream.of(calls.multiplexer()), calls.choices().keySet().stream())
                .flatMap(name -> written(name).values().stream())
                .anyMatch(verdict -> verdict.action().letsThrough());
        if (letsSomeThrough) {
            put(calls.multiplexer(), observation(calls.multiplexer()).coarse());
        }
    }

    /** Returns whether libseccomp makes of the number that has calls behind it what the profile makes of it, told. */
    private boolean isRight(MultiplexedCalls calls) {
        boolean isHere = Stream.concat(Stream.ofNullable(node), filter.architectures().stream())
                .anyMatch(MultiplexedCalls::areOn);
        if (!isHere && node != null) {
            return true;
        }
        Map<Conditions, Verdict> before = common(calls, filter.rules());
        Map<Conditions, Verdict> after = common(calls, rules());
        return Stream.of(true, false)
                .allMatch(wide -> new SyscallObservation.Agreement(before, after, filter.defaultVerdict(), wide)
                        .isRight(how, List.of()));
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

    private List<Rule> rules() {
        SortedMap<String, Map<Conditions, Verdict>> all = new TreeMap<>(cases);
        if (!filter.defaultVerdict().action().letsThrough()) {
            // A name that is in the filter no more can change which one runc takes for the newest.
            silent.forEach(name -> all.putIfAbsent(name, Map.of(Conditions.ALWAYS, filter.defaultVerdict())));
        }
        return NormalForm.of(all);
    }

    private Filter made() {
        List<Rule> rules = new ArrayList<>(rules());
        Anchor.of(rules, filter.defaultVerdict()).ifPresent(anchor -> rules.add(0, anchor));
        SortedSet<String> flags = new TreeSet<>(filter.flags());
        flags.remove(TSYNC);
        return new Filter(
                defaultVerdict(),
                filter.architectures(),
                flags,
                how.listenerPath(),
                how.metadata().of(filter.defaultVerdict(), newest(), toldRules()),
                rules);
    }

    /** For numbers that a runtime does not know by name: nothing is denied, but that no kernel has such a syscall. */
    private Verdict defaultVerdict() {
        return how.letsThrough() && !filter.defaultVerdict().action().letsThrough()
                ? new Verdict(Action.ERRNO, Errno.ENOSYS)
                : filter.defaultVerdict();
    }

    /**
     * Keeps what runc answers to calls that cannot notify and are newer than all that the profile names: other names that
     * get rules here are newer still.
     */
    private void keepNewer() {
        Map<Architecture, Integer> newest = newest();
        if (how.letsThrough() || filter.defaultVerdict().action() != Action.ERRNO) {
            return;
        }
        Set<Architecture> covered = new HashSet<>(filter.architectures());
        covered.addAll(node == null ? newest.keySet() : Set.of(node));
        for (String name : NeverNotifies.wholeSyscalls()) {
            boolean isNewer = covered.stream().allMatch(architecture -> {
                OptionalInt number = TABLE.number(architecture, name);
                return number.isEmpty() || number.getAsInt() > newest.getOrDefault(architecture, Integer.MAX_VALUE);
            });
            Verdict enosys = new Verdict(Action.ERRNO, Errno.ENOSYS);
            if (isNewer && !enosys.equals(filter.defaultVerdict())) {
                put(name, Map.of(Conditions.ALWAYS, enosys));
            }
        }
    }

    /** The greatest number of a syscall that the profile names, beyond which runc answers ENOSYS; by architecture. */
    private Map<Architecture, Integer> newest() {
        Map<Architecture, Integer> newest = new EnumMap<>(Architecture.class);
        if (!filter.defaultVerdict().action().letsThrough()) {
            Arrays.stream(Architecture.values())
                    .filter(Architecture::hasSyscallTable)
                    .forEach(architecture -> filter.rules().stream()
                            .flatMap(rule -> rule.names().stream())
                            .filter(name -> isCounted(architecture, name))
                            .map(name -> TABLE.number(architecture, name))
                            .filter(OptionalInt::isPresent)
                            .mapToInt(OptionalInt::getAsInt)
                            .max()
                            .ifPresent(number -> newest.put(architecture, number)));
        }
        return newest;
    }

    /** libseccomp gives runc a negative number for calls behind another (abi_syscall_resolve_name_munge in its src/syscalls.c). */
    private static boolean isCounted(Architecture architecture, String name) {
        return !MultiplexedCalls.areOn(architecture)
                || MultiplexedCalls.of(name).isEmpty();
    }

    /** The profile's rules that an observer may need: it is not asked about calls that are let through. */
    private List<Rule> toldRules() {
        Set<String> asked = new HashSet<>();
        cases.forEach((name, its) -> {
            if (its.containsValue(NOTIFY)) {
                asked.add(name);
                MultiplexedCalls.behind(name)
                        .ifPresent(calls -> asked.addAll(calls.choices().keySet()));
                // On architectures with a common number, the observer is asked about that, and its own rules count.
                MultiplexedCalls.of(name).ifPresent(calls -> asked.add(calls.multiplexer()));
            }
        });
        UnaryOperator<SortedSet<String>> kept = names -> {
            SortedSet<String> some = new TreeSet<>(names);
            some.retainAll(asked);
            return some;
        };
        return filter.rules().stream()
                .filter(rule -> !rule.verdict().equals(filter.defaultVerdict()))
                .map(rule -> new Rule(kept.apply(rule.names()), rule.verdict(), rule.conditions()))
                .filter(rule -> !rule.names().isEmpty())
                .toList();
    }
}
