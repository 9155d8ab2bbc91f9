package dev.portcullis.seccomp;

import dev.portcullis.wording.EditDistance;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fate of a syscall: the actions of the OCI runtime specification (config-linux.md, "Seccomp"). */
public enum Action {
    /** Kills the whole process. */
    KILL_PROCESS,
    /** Kills the calling thread alone. */
    KILL_THREAD,
    /** Sends SIGSYS. */
    TRAP,
    /** Fails the call with an errno. */
    ERRNO,
    /** Asks a tracer, and fails with ENOSYS without one. */
    TRACE,
    /** Lets it through. */
    ALLOW,
    /** Lets it through and logs it. */
    LOG,
    /** Asks the process at {@code listenerPath}. */
    NOTIFY;

    private static final String PREFIX = "SCMP_ACT_";

    private static final Map<String, Action> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Action::ociName, action -> action));

    /** An older name of {@link #KILL_THREAD} (seccomp.h of libseccomp). */
    private static final String KILL = PREFIX + "KILL";

    private final String ociName = PREFIX + name();

    /** The action of this name in a profile, for example {@code SCMP_ACT_ALLOW}. */
    public static Optional<Action> named(String ociName) {
        if (ociName.equals(KILL)) {
            return Optional.of(KILL_THREAD);
        }
        return Optional.ofNullable(BY_NAME.get(ociName));
    }

    /** The name that was probably meant, for a hint. */
    static Optional<String> meantBy(String written) {
        return named(PREFIX + written.toUpperCase(Locale.ROOT))
                .map(Action::ociName)
                .or(() -> EditDistance.nearest(
                        written, Arrays.stream(values()).map(Action::ociName).toList()));
    }

    /** Its name in a profile. */
    public String ociName() {
        return ociName;
    }

    /** Returns whether the syscall may run: a tracer or a listener may allow it. */
    public boolean letsThrough() {
        return switch (this) {
            case ALLOW, LOG, TRACE, NOTIFY -> true;
            case KILL_PROCESS, KILL_THREAD, TRAP, ERRNO -> false;
        };
    }

    /** Returns whether it returns an errno. */
    public boolean returnsErrno() {
        return this == ERRNO || this == TRACE;
    }
}
