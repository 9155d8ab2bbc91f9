package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.List;

/** One way in which a filter differs from an earlier one. */
public sealed interface Difference {

    /** Returns whether the later one allows more here. */
    Effect effect();

    /**
     * Some calls of a syscall get another verdict. A syscall can have a difference of each effect.
     *
     * @param effect on these calls
     * @param syscall its name
     * @param before everything that happened to the syscall
     * @param after everything that happens to it now
     * @param example one of the calls
     */
    record OfSyscall(Effect effect, String syscall, Ruling before, Ruling after, Example example)
            implements Difference {}

    /**
     * Syscalls that no rule of either filter names get another verdict.
     *
     * @param effect on them
     * @param before the earlier default
     * @param after the later one
     */
    record OfDefault(Effect effect, Verdict before, Verdict after) implements Difference {}

    /**
     * Calls through an architecture are filtered, or are no longer; what is not filtered is killed.
     *
     * @param effect wider where they are filtered now
     * @param architecture one that nodes run beside their own
     */
    record OfArchitecture(Effect effect, Architecture architecture) implements Difference {}

    /**
     * A setting of the runtime beside the rules.
     *
     * @param member of the profile
     * @param before its earlier value; empty where there was none
     * @param after its later value
     */
    record OfSetting(String member, String before, String after) implements Difference {

        @Override
        public Effect effect() {
            return Effect.OTHER;
        }
    }

    /**
     * A call.
     *
     * @param arguments all six
     * @param on32Bits whether it differs through 32-bit architectures alone
     * @param before what happened to it
     * @param after what happens now
     */
    record Example(List<Long> arguments, boolean on32Bits, Verdict before, Verdict after) {

        /** Copies what it is given. */
        public Example {
            arguments = List.copyOf(arguments);
        }
    }
}
