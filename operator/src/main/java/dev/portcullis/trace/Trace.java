package dev.portcullis.trace;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SeenSyscalls;
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
        SeenSyscalls seen = seen();
        return new SeccompProfileSpec(
                null,
                defaultAction.ociName(),
                null,
                null,
                seen.writtenArchitectures(),
                null,
                null,
                null,
                null,
                List.of(seen.allowing(comment(commands))));
    }

    /** The syscalls and architectures alone. */
    public SeenSyscalls seen() {
        return new SeenSyscalls(names, architectures);
    }

    private static @Nullable String comment(SortedSet<String> commands) {
        return commands.isEmpty() ? null : "seen in " + String.join(", ", commands);
    }
}
