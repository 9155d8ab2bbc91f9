package dev.portcullis.seccomp;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A profile resolved for one kind of container on one kind of node, from which a runtime makes the kernel's filter.
 *
 * @param defaultVerdict the verdict on a syscall that no rule matches
 * @param architectures the architectures covered beside the node's own
 * @param flags names such as {@code SECCOMP_FILTER_FLAG_LOG}
 * @param listenerPath Unix socket for {@link Action#NOTIFY}
 * @param listenerMetadata opaque data sent to it
 * @param rules the rules that differ from the default
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

    /** The filter in normal form: equal meaning gives equal text. */
    public Filter normalised() {
        return Composition.of(List.of(this));
    }
}
