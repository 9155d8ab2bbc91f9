package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import java.util.List;

/** The meaning of one line of a log. */
sealed interface Line {

    /** It is understood, and no syscall is in it. */
    Line NOTHING = new Nothing();

    /**
     * A syscall was made.
     *
     * @param names the syscall; more than one where the log's name for it is ambiguous
     * @param architecture the calling convention
     * @param command the program, where the log names it, or empty
     */
    record Call(List<String> names, Architecture architecture, String command) implements Line {}

    /**
     * Something about the log as a whole.
     *
     * @param message the remark, and its consequence
     */
    record Remark(String message) implements Line {}

    /**
     * It is not understood.
     *
     * @param reason the reason
     */
    record Unreadable(String reason) implements Line {}

    /** See {@link #NOTHING}. */
    record Nothing() implements Line {}
}
