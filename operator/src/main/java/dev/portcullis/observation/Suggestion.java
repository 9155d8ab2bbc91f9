package dev.portcullis.observation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.RuntimeChoice;
import dev.portcullis.seccomp.SeenSyscalls;
import dev.portcullis.seccomp.SyscallTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The profile that allows what was seen: on top of the observed profile, or with what runtimes need to start containers.
 * Equal calls give an equal profile, however often they were made.
 *
 * @param spec the profile
 * @param unnamed the numbers that were called and have no name here, so that no rule allows them
 */
public record Suggestion(SeccompProfileSpec spec, SortedSet<String> unnamed) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Rules with conditions; a profile takes 1024 rules, and a filter of many is slow. */
    private static final int MOST_CONDITIONAL_RULES = 512;

    /**
     * The profile for what was seen.
     *
     * @param base the observed profile; null when everything was observed
     * @param runtimes that are to start containers under it
     * @param unobservable the syscalls that were let through without being told; none where denials stay denied
     */
    public static Suggestion of(
            Observations seen, @Nullable SuggestionBase base, RuntimeChoice runtimes, Set<String> unobservable) {
        SortedMap<String, List<ObservedSyscall>> calls = seen.syscalls().stream()
                .collect(Collectors.groupingBy(ObservedSyscall::syscall, TreeMap::new, Collectors.toList()));
        SortedSet<String> unnamed = new TreeSet<>(calls.keySet());
        unnamed.removeIf(SyscallTable.linux()::knows);
        calls.keySet().removeAll(unnamed);
        SeccompProfileSpec spec = base == null
                ? new Rules(calls, runtimes, unobservable).alone()
                : new Rules(calls, runtimes, unobservable).on(base);
        return new Suggestion(spec, unnamed);
    }

    /** The profile as one line of JSON, whose digest the ProfileObservation tells. */
    public String text() {
        try {
            return JSON.writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers can be written", e);
        }
    }

    private static final String BY_RUNTIME = "seen from the runtime while it started containers";
    private static final String UNSEEN =
            "let through without being told: runtimes may need them before an observer is there";

    /**
     * The rules for some calls.
     *
     * @param calls by the syscall's name
     * @param unobservable the syscalls that were let through untold
     */
    private record Rules(Map<String, List<ObservedSyscall>> calls, RuntimeChoice runtimes, Set<String> unobservable) {

        SeccompProfileSpec alone() {
            Set<String> byRuntime = byRuntimeAlone();
            Set<String> always = new TreeSet<>(runtimes.needed());
            always.addAll(unobservable);
            SortedSet<String> mine = without(calls.keySet(), byRuntime::contains);
            Map<String, List<List<ArgumentCondition>>> conditional = conditional(mine, always::contains);
            List<SyscallRule> rules = new ArrayList<>();
            rules.addAll(allowing(without(mine, conditional::containsKey), "seen"));
            rules.addAll(conditional(conditional));
            SortedSet<String> unseen = without(unobservable, calls::containsKey);
            SortedSet<String> covered = new TreeSet<>(mine);
            covered.addAll(unseen);
            SeenSyscalls seen = new SeenSyscalls(covered, architectures());
            rules.addAll(seen.forRuntimes(runtimes));
            rules.addAll(allowing(
                    without(
                            byRuntime,
                            name -> runtimes.needed().contains(name)
                                    || runtimes.refused().contains(name)),
                    BY_RUNTIME));
            rules.addAll(allowing(unseen, UNSEEN));
            return new SeccompProfileSpec(
                    null,
                    Action.ERRNO.ociName(),
                    // For what is newer: a libc falls back on an older call, as on an older kernel.
                    Errno.ENOSYS,
                    null,
                    seen.writtenArchitectures(),
                    null,
                    null,
                    null,
                    null,
                    rules);
        }

        SeccompProfileSpec on(SuggestionBase base) {
            Set<String> byRuntime = byRuntimeAlone();
            SortedSet<String> mine = without(
                    calls.keySet(),
                    name -> byRuntime.contains(name) || base.allowed().contains(name));
            Map<String, List<List<ArgumentCondition>>> conditional = conditional(mine, base.settled()::contains);
            List<SyscallRule> rules = new ArrayList<>();
            rules.addAll(allowing(without(mine, conditional::containsKey), "seen"));
            rules.addAll(conditional(conditional));
            Set<String> mounting = runtimes.refused();
            rules.addAll(allowing(
                    without(
                            byRuntime,
                            name -> mounting.contains(name) || base.allowed().contains(name)),
                    BY_RUNTIME));
            rules.addAll(allowing(
                    without(
                            unobservable,
                            name -> calls.containsKey(name) || base.allowed().contains(name)),
                    UNSEEN));
            return new SeccompProfileSpec(
                    List.of(base.name()),
                    base.spec().defaultAction(),
                    base.spec().defaultErrnoRet(),
                    base.spec().defaultErrno(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    rules.isEmpty() ? null : rules);
        }

        /** Those that no program made. What runtimes try in vain is theirs too, unless a program is known to have made it. */
        private SortedSet<String> byRuntimeAlone() {
            Set<String> refused = runtimes.refused();
            return calls.keySet().stream()
                    .filter(name -> calls.getOrDefault(name, List.of()).stream()
                            .map(call -> CallOrigin.of(call.origin()).orElse(CallOrigin.UNKNOWN))
                            .noneMatch(origin -> origin == CallOrigin.PROGRAM
                                    || (origin == CallOrigin.UNKNOWN && !refused.contains(name))))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private SortedSet<Architecture> architectures() {
            return calls.values().stream()
                    .flatMap(List::stream)
                    .map(call -> Architecture.named(call.architecture()))
                    .flatMap(Optional::stream)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** The conditions of those whose arguments were told, unless they are allowed without all the same. */
        private Map<String, List<List<ArgumentCondition>>> conditional(
                Collection<String> names, Predicate<String> always) {
            Map<String, List<List<ArgumentCondition>>> conditional = new TreeMap<>();
            int rules = 0;
            for (String name : names) {
                List<List<ArgumentCondition>> its = always.test(name)
                        ? List.of()
                        : ToldValues.of(name, calls.getOrDefault(name, List.of()))
                                .rules();
                if (!its.isEmpty() && rules + its.size() <= MOST_CONDITIONAL_RULES) {
                    conditional.put(name, its);
                    rules += its.size();
                }
            }
            return conditional;
        }

        private static List<SyscallRule> conditional(Map<String, List<List<ArgumentCondition>>> conditional) {
            List<SyscallRule> rules = new ArrayList<>();
            conditional.forEach((name, its) -> its.forEach(conditions -> rules.add(new SyscallRule(
                    List.of(name), null, Action.ALLOW.ociName(), null, null, conditions, null, null, null))));
            return rules;
        }

        private static List<SyscallRule> allowing(Collection<String> names, String comment) {
            return names.isEmpty() ? List.of() : List.of(SeenSyscalls.allowing(names, comment));
        }

        private static SortedSet<String> without(Collection<String> names, Predicate<String> left) {
            return names.stream().filter(left.negate()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
