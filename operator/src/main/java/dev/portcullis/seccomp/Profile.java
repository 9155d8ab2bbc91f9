package dev.portcullis.seccomp;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile, whatever dialect it was written in.
 *
 * @param defaultVerdict what happens to a syscall that no rule matches
 * @param architectures what the filter covers beside the node's own
 * @param flags names such as {@code SECCOMP_FILTER_FLAG_LOG}
 * @param listenerPath Unix socket for {@link Action#NOTIFY}
 * @param listenerMetadata what is sent to it
 * @param rules in the order in which they were written
 */
public record Profile(
        Verdict defaultVerdict,
        Set<Architecture> architectures,
        SortedSet<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<Rule> rules) {

    /** Copies what it is given. */
    public Profile {
        architectures = Set.copyOf(architectures);
        flags = new TreeSet<>(flags);
        rules = List.copyOf(rules);
    }

    /** The same profile with other rules. */
    public Profile withRules(List<Rule> others) {
        return new Profile(defaultVerdict, architectures, flags, listenerPath, listenerMetadata, others);
    }

    /** How many distinct syscalls the rules name. */
    public int syscallCount() {
        return (int) rules.stream().flatMap(r -> r.names().stream()).distinct().count();
    }
}
