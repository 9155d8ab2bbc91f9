package dev.portcullis.capability;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The five sets of a thread (capabilities(7), "Thread capability sets"), in the order of {@code /proc/PID/status}. */
public enum ThreadSet {
    /** Kept through execve, for files with the same in their inheritable set. */
    INHERITABLE("CapInh"),
    /** The capabilities that the thread may make effective. */
    PERMITTED("CapPrm"),
    /** The capabilities that the kernel checks. */
    EFFECTIVE("CapEff"),
    /** The limit of what execve can add. */
    BOUNDING("CapBnd"),
    /** Kept through execve of programs without privileges. */
    AMBIENT("CapAmb");

    private final String statusName;

    ThreadSet(String statusName) {
        this.statusName = statusName;
    }

    /** Its name in {@code /proc/PID/status}, for example {@code CapEff}. */
    public String statusName() {
        return statusName;
    }

    /** Its name in the runtime specification and in manual pages, for example {@code effective}. */
    public String plainName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The set with this name in {@code /proc/PID/status}. */
    public static Optional<ThreadSet> ofStatusName(String name) {
        return Arrays.stream(values()).filter(s -> s.statusName.equals(name)).findFirst();
    }
}
