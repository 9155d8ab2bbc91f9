package dev.portcullis.seccomp;

import java.util.Arrays;
import java.util.Optional;

/** What happens to a syscall: the actions of the OCI runtime specification (config-linux.md, "Seccomp"). */
public enum Action {
    /** Kills the thread; an old name of {@link #KILL_THREAD}. */
    KILL,
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

    /** The action of this name in a profile, for example {@code SCMP_ACT_ALLOW}. */
    public static Optional<Action> named(String ociName) {
        return Arrays.stream(values()).filter(a -> a.ociName().equals(ociName)).findFirst();
    }

    /** Its name in a profile. */
    public String ociName() {
        return PREFIX + name();
    }

    /** Whether an errno belongs to it. */
    public boolean returnsErrno() {
        return this == ERRNO || this == TRACE;
    }
}
