package dev.portcullis.seccomp;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A profile resolved for one kind of container on one kind of node: what a runtime makes a kernel's filter of.
 *
 * @param defaultVerdict what happens to a syscall that no rule matches
 * @param architectures what the filter covers beside the node's own
 * @param flags names such as {@code SECCOMP_FILTER_FLAG_LOG}
 * @param listenerPath Unix socket for {@link Action#NOTIFY}
 * @param listenerMetadata what is sent to it
 * @param rules what differs from the default
 */
public record Filter(
        Verdict defaultVerdict,
        Set<Architecture> architectures,
        SortedSet<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<Rule> rules) {

    /** Copies what it is given. */
    public Filter {
        architectures = Set.copyOf(architectures);
        flags = new TreeSet<>(flags);
        rules = List.copyOf(rules);
    }

    /** The same meaning in the one form in which equal meaning is equal text. */
    public Filter normalised() {
        return Composition.of(List.of(this));
    }
}
