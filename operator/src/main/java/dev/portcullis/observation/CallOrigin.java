package dev.portcullis.observation;

import dev.portcullis.api.ObservedSyscall;
import java.util.Arrays;
import java.util.Optional;

/** Who made a call: the container runtime, which works under the filter until it executes the program, or the program. */
public enum CallOrigin {
    /** The runtime, before the container's own program was executed. */
    RUNTIME(ObservedSyscall.RUNTIME),
    /** The container's own program, and what it started. */
    PROGRAM(ObservedSyscall.PROGRAM),
    /** One of the two: the profile allows {@code execve}, so that nothing told of it. */
    UNKNOWN(ObservedSyscall.UNKNOWN);

    private final String word;

    CallOrigin(String word) {
        this.word = word;
    }

    /** The origin of this word in a status. */
    public static Optional<CallOrigin> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /** Its word in a status. */
    public String word() {
        return word;
    }
}
