package dev.portcullis.seccomp;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Calls that are denied whatever a profile says.
 *
 * @param block the name of the SyscallBlock that denies them
 * @param syscalls the syscalls
 * @param conditions on their arguments, as the kernel sees these
 * @param verdict what denies them
 */
public record Denial(String block, SortedSet<String> syscalls, Conditions conditions, Verdict verdict) {

    /** Sorts what it is given, and refuses a verdict that can let a call through. */
    public Denial {
        syscalls = new TreeSet<>(syscalls);
        if (verdict.action().letsThrough()) {
            throw new IllegalArgumentException(verdict + " does not deny");
        }
    }
}
