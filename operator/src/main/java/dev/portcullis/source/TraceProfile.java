package dev.portcullis.source;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The profile that lets through what a program was seen to do, and nothing else. */
public final class TraceProfile {

    private TraceProfile() {}

    /**
     * One rule that allows the syscalls of the trace.
     *
     * @param defaultAction what happens to all others
     */
    public static SeccompProfileSpec of(Trace trace, Action defaultAction) {
        SyscallRule rule = new SyscallRule(
                List.copyOf(trace.names()),
                null,
                Action.ALLOW.ociName(),
                null,
                null,
                null,
                comment(trace.commands()),
                null,
                null);
        return new SeccompProfileSpec(
                null,
                defaultAction.ociName(),
                null,
                null,
                architectures(trace.architectures()),
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
