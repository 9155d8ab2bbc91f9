package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An action with its errno. No process can tell equal verdicts apart.
 *
 * @param action the action
 * @param errno the number that an action which {@link Action#returnsErrno() returns one} returns; null is
 *     {@value #RUNTIME_ERRNO}
 */
public record Verdict(Action action, @Nullable Integer errno) implements Comparable<Verdict> {

    /** The errno that runc and crun return when a profile gives none (EPERM; libcontainer/seccomp/seccomp_linux.go). */
    public static final int RUNTIME_ERRNO = 1;

    private static final Comparator<Verdict> ORDER =
            Comparator.comparing(Verdict::action).thenComparingInt(Verdict::returned);

    /** Drops an errno without effect; crun refuses one on an action that does not return it. */
    public Verdict {
        if (!action.returnsErrno() || (errno != null && errno == RUNTIME_ERRNO)) {
            errno = null;
        }
    }

    /** The errno with which the syscall fails; 0 when the action has none. */
    public int returned() {
        if (!action.returnsErrno()) {
            return 0;
        }
        return errno == null ? RUNTIME_ERRNO : errno;
    }

    // Not the record's own: these are made when first called, which takes milliseconds of every start, and are slower.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Verdict verdict
                        && action == verdict.action
                        && Objects.equals(errno, verdict.errno));
    }

    @Override
    public int hashCode() {
        return 31 * action.hashCode() + Objects.hashCode(errno);
    }

    @Override
    public int compareTo(Verdict other) {
        return ORDER.compare(this, other);
    }

    /** The action and the name of the errno, for example {@code SCMP_ACT_ERRNO (ENOSYS)}. */
    @Override
    public String toString() {
        return action.returnsErrno()
                ? action.ociName() + " (" + Errno.name(returned()).orElse(Integer.toString(returned())) + ")"
                : action.ociName();
    }
}
