package dev.portcullis.trace;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The syscalls that a program was seen to make.
 *
 * @param names their names
 * @param architectures the calling conventions that it made them through
 * @param commands the programs, where the log names them
 */
public record Trace(SortedSet<String> names, SortedSet<Architecture> architectures, SortedSet<String> commands) {

    /** The syscalls of both. */
    public Trace and(Trace other) {
        return new Trace(
                union(names, other.names), union(architectures, other.architectures), union(commands, other.commands));
    }

    private static <T> SortedSet<T> union(SortedSet<T> a, SortedSet<T> b) {
        SortedSet<T> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }

    /**
     * The profile that allows these syscalls, with one rule.
     *
     * @param defaultAction the action for all others
     */
    public SeccompProfileSpec profile(Action defaultAction) {
        SyscallRule rule = new SyscallRule(
                List.copyOf(names), null, Action.ALLOW.ociName(), null, null, null, comment(commands), null, null);
        return new SeccompProfileSpec(
                null,
                defaultAction.ociName(),
                null,
                null,
                architectures(architectures),
                null,
                null,
                null,
                null,
                List.of(rule));
    }

    private static @Nullable String comment(SortedSet<String> commands) {
        return commands.isEmpty() ? null : "seen in " + String.join(", ", commands);
    }

    /** A node's own architecture is always covered, so that alone need not be said, and the profile fits any node. */
    private static @Nullable List<String> architectures(SortedSet<Architecture> seen) {
        boolean aNodesOwn = seen.size() == 1 && !isSubArchitecture(seen.first());
        return aNodesOwn ? null : seen.stream().map(Architecture::ociName).toList();
    }

    private static boolean isSubArchitecture(Architecture architecture) {
        return Arrays.stream(Architecture.values())
                .anyMatch(a -> a.subArchitectures().contains(architecture));
    }
}
