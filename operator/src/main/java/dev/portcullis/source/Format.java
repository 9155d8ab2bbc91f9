package dev.portcullis.source;

import java.util.Locale;

/** The kinds of texts that a profile can be made of. */
public enum Format {
    /** A profile in JSON or YAML, in any dialect. */
    PROFILE,
    /** What strace(1) writes: calls, a summary table, or both. */
    STRACE,
    /** Log lines of seccomp, from the kernel, journald or auditd. */
    AUDIT;

    /** As it is written at the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
