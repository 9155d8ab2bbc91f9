package dev.portcullis.seccomp;

import dev.portcullis.api.SyscallRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Syscalls that programs were seen to make, on their way to a profile that allows them.
 *
 * @param names their names
 * @param architectures the calling conventions that they were made through
 */
public record SeenSyscalls(SortedSet<String> names, SortedSet<Architecture> architectures) {

    /** The rule that allows some syscalls. */
    public static SyscallRule allowing(Collection<String> names, @Nullable String comment) {
        return new SyscallRule(List.copyOf(names), null, Action.ALLOW.ociName(), null, null, null, comment, null, null);
    }

    /** The rule that allows them. */
    public SyscallRule allowing(@Nullable String comment) {
        return allowing(names, comment);
    }

    /** The rules for what runtimes need to start containers, as far as these were not seen. */
    public List<SyscallRule> forRuntimes(RuntimeChoice runtimes) {
        String starts = String.join(" and ", runtimes.runtimes());
        List<SyscallRule> rules = new ArrayList<>();
        SortedSet<String> needed = unseen(runtimes.needed());
        if (!needed.isEmpty()) {
            rules.add(allowing(needed, "for " + starts + " to start containers"));
        }
        SortedSet<String> refused = unseen(runtimes.refused());
        if (!refused.isEmpty()) {
            rules.add(new SyscallRule(
                    List.copyOf(refused),
                    null,
                    Action.ERRNO.ociName(),
                    Errno.ENOSYS,
                    null,
                    null,
                    starts + " may try these and do without; with them, containers mount",
                    null,
                    null));
        }
        return rules;
    }

    /**
     * What a profile says of architectures. A node's own is always covered, so that alone need not be said, and the
     * profile fits any node.
     */
    public @Nullable List<String> writtenArchitectures() {
        boolean none = architectures.isEmpty();
        boolean aNodesOwn = architectures.size() == 1 && !isSubArchitecture(architectures.first());
        return none || aNodesOwn
                ? null
                : architectures.stream().map(Architecture::ociName).toList();
    }

    private SortedSet<String> unseen(SortedSet<String> all) {
        SortedSet<String> rest = new TreeSet<>(all);
        rest.removeAll(names);
        return rest;
    }

    private static boolean isSubArchitecture(Architecture architecture) {
        return Arrays.stream(Architecture.values())
                .anyMatch(a -> a.subArchitectures().contains(architecture));
    }
}
