package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.List;

/** One way in which a filter differs from an earlier one. */
public sealed interface Difference {

    /** The effect of the later filter here. */
    Effect effect();

    /**
     * Some calls of a syscall get another verdict. A syscall can have one difference for each effect.
     *
     * @param effect on these calls
     * @param syscall its name
     * @param before the earlier ruling on the syscall
     * @param after the later one
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
     * Calls through an architecture become filtered, or no longer are; unfiltered ones are killed.
     *
     * @param effect wider if they are filtered now
     * @param architecture one that nodes run beside their own
     */
    record OfArchitecture(Effect effect, Architecture architecture) implements Difference {}

    /**
     * A setting of the runtime beside the rules.
     *
     * @param member of the profile
     * @param before its earlier value; empty if there was none
     * @param after its later value
     */
    record OfSetting(String member, String before, String after) implements Difference {

        @Override
        public Effect effect() {
            return Effect.OTHER;
        }
    }

    /**
     * A call whose verdict differs.
     *
     * @param arguments all six
     * @param on32Bits whether it differs only through 32-bit architectures
     * @param before the earlier verdict
     * @param after the later one
     */
    record Example(List<Long> arguments, boolean on32Bits, Verdict before, Verdict after) {

        /** Copies what it is given. */
        public Example {
            arguments = List.copyOf(arguments);
        }
    }
}
