package dev.portcullis.seccomp;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An action with its errno.
 *
 * @param action what happens
 * @param errno the number that {@link Action#returnsErrno} actions return; null leaves it to the runtime
 */
public record Verdict(Action action, @Nullable Integer errno) implements Comparable<Verdict> {

    /** What runc and crun return when a profile names no errno (EPERM; libcontainer/seccomp/seccomp_linux.go). */
    public static final int RUNTIME_ERRNO = 1;

    private static final Comparator<Verdict> ORDER =
            Comparator.comparing(Verdict::action).thenComparingInt(v -> v.errno == null ? -1 : v.errno);

    /** Whether a process could tell the two apart. */
    public boolean means(Verdict other) {
        return action == other.action && (!action.returnsErrno() || effectiveErrno() == other.effectiveErrno());
    }

    private int effectiveErrno() {
        return errno == null ? RUNTIME_ERRNO : errno;
    }

    @Override
    public int compareTo(Verdict other) {
        return ORDER.compare(this, other);
    }
}
