package dev.portcullis.seccomp;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order of a syscall's arguments where an architecture has one of its own: on s390, clone has the stack first and
 * then the flags (CONFIG_CLONE_BACKWARDS2 in the kernel's kernel/fork.c).
 */
public final class ArgumentOrder {

    /** The architectures of nodes with an order of their own. */
    static final Set<Architecture> OF_NODES = Set.of(Architecture.S390X);

    private static final Set<Architecture> SWAPPED = EnumSet.of(Architecture.S390X, Architecture.S390);
    private static final String CLONE = "clone";
    private static final int FIRST_TWO = 3;

    private ArgumentOrder() {}

    /** Returns whether conditions are about arguments that an architecture has in another order. */
    static boolean matters(Collection<String> syscalls, Conditions conditions) {
        return syscalls.contains(CLONE) && (conditions.arguments() & FIRST_TWO) != 0;
    }

    /** Conditions that were written for the usual order. */
    static Conditions on(@Nullable Architecture node, String syscall, Conditions conditions) {
        if (node == null || !swaps(node, syscall)) {
            return conditions;
        }
        return new Conditions(conditions.all().stream()
                .map(one -> new Condition(swapped(one.index()), one.operator(), one.value(), one.valueTwo()))
                .toList());
    }

    /** Where an architecture has the argument that most have at this index. */
    public static int place(Architecture architecture, String syscall, int index) {
        return swaps(architecture, syscall) ? swapped(index) : index;
    }

    private static boolean swaps(Architecture architecture, String syscall) {
        return SWAPPED.contains(architecture) && syscall.equals(CLONE);
    }

    private static int swapped(int index) {
        return index < 2 ? 1 - index : index;
    }
}
