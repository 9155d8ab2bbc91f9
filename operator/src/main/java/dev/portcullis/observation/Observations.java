package dev.portcullis.observation;

import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import java.util.Comparator;

/** What was seen on several nodes, before and after restarts, merged: in any order the result is the same. */
public final class Observations {

    /** By name, architecture and origin. */
    static final Comparator<ObservedSyscall> SYSCALLS = Comparator.comparing(ObservedSyscall::syscall)
            .thenComparing(ObservedSyscall::architecture)
            .thenComparing(ObservedSyscall::origin);

    /** The latest first. */
    static final Comparator<ObservedDenial> LATEST_DENIALS = Comparator.comparingLong(
                    (ObservedDenial denial) -> SeenTime.millis(denial.lastSeen()))
            .reversed()
            .thenComparing(ObservedDenial::namespace)
            .thenComparing(ObservedDenial::pod)
            .thenComparing(ObservedDenial::container)
            .thenComparing(ObservedDenial::syscall)
            .thenComparing(ObservedDenial::architecture)
            .thenComparing(ObservedDenial::errno);

    private Observations() {}
}
