package dev.portcullis.observation;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.SyscallTable;
import dev.portcullis.seccomp.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What an observed profile says of the calls that notify: its default, and the rules that say something else. */
public final class ObservedProfile {

    private static final SyscallTable TABLE = SyscallTable.linux();

    private final Verdict byDefault;
    private final Map<Architecture, Integer> newest;
    private final List<Rule> rules;
    private final Filter filter;
    /** Bounded by the table of syscalls. */
    private final Map<Syscall, Ruling> rulings = new ConcurrentHashMap<>();

    /**
     * A profile.
     *
     * @param byDefault what it says of all other calls
     * @param newest the greatest number of a syscall that it names, by architecture: to greater ones runc answers ENOSYS
     *     (libcontainer/seccomp/patchbpf/enosys_linux.go); empty where it does not
     * @param rules in the order in which runtimes add them
     */
    public ObservedProfile(Verdict byDefault, Map<Architecture, Integer> newest, List<Rule> rules) {
        this.byDefault = byDefault;
        this.newest = newest.isEmpty() ? Map.of() : new EnumMap<>(newest);
        this.rules = List.copyOf(rules);
        this.filter = new Filter(byDefault, Set.of(), new TreeSet<>(), null, null, rules);
    }

    /** What it says of calls that no rule is about. */
    public Verdict byDefault() {
        return byDefault;
    }

    Map<Architecture, Integer> newest() {
        return newest;
    }

    List<Rule> rules() {
        return rules;
    }

    /** What it says of a call with these six arguments. */
    public Verdict verdict(Architecture architecture, String syscall, long... arguments) {
        Verdict verdict = rulings.computeIfAbsent(
                        new Syscall(architecture, syscall),
                        its -> Ruling.of(filter, architecture, architecture, syscall))
                .verdict(arguments);
        return verdict.equals(byDefault) && isNewer(architecture, syscall)
                ? new Verdict(Action.ERRNO, Errno.ENOSYS)
                : verdict;
    }

    private boolean isNewer(Architecture architecture, String syscall) {
        Integer last = newest.get(architecture);
        return last != null && TABLE.number(architecture, syscall).orElse(0) > last;
    }

    /** The errno of calls for which it has no other. */
    int errno() {
        return byDefault.action() == Action.ERRNO ? byDefault.returned() : Verdict.RUNTIME_ERRNO;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObservedProfile profile
                && byDefault.equals(profile.byDefault)
                && newest.equals(profile.newest)
                && rules.equals(profile.rules);
    }

    @Override
    public int hashCode() {
        return Objects.hash(byDefault, newest, rules);
    }

    @Override
    public String toString() {
        return byDefault + " " + newest + " " + rules;
    }

    private record Syscall(Architecture architecture, String name) {}
}
