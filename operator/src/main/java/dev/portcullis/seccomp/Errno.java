package dev.portcullis.seccomp;

import dev.portcullis.wording.EditDistance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The error numbers of Linux, from the kernel's headers (asm-generic/errno.h; hack/syscall-tables writes {@code
 * errnos.tsv}). They hold on every architecture with a syscall table except MIPS, and except EDEADLOCK on POWER.
 */
public final class Errno {

    /** The greatest that libseccomp accepts (db_action_valid in its src/db.c): one less than the kernel's MAX_ERRNO. */
    public static final int MAX = 4094;

    /** The answer to a syscall that a kernel does not have. */
    public static final int ENOSYS = 38;

    private Errno() {}

    /** The number of an errno, for example 1 for {@code EPERM}; aliases such as {@code EWOULDBLOCK} count. */
    public static OptionalInt number(String name) {
        Integer number = Linux.NUMBERS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The name of an errno, for example {@code EPERM} for 1; never an alias. */
    public static Optional<String> name(int number) {
        return Optional.ofNullable(Linux.NAMES.get(number));
    }

    /** The closest known name, for a hint. */
    public static Optional<String> nearest(String name) {
        return EditDistance.nearest(name, new TreeSet<>(Linux.NUMBERS.keySet()));
    }

    /** Returns whether a filter can return this number: 0 to {@link #MAX}. */
    public static boolean isInRange(long number) {
        return number >= 0 && number <= MAX;
    }

    /** Read on first use only. */
    private static final class Linux {
        static final Map<String, Integer> NUMBERS;
        static final Map<Integer, String> NAMES;

        static {
            Map<String, Integer> numbers = new LinkedHashMap<>();
            Map<Integer, String> names = new LinkedHashMap<>();
            for (List<String> row : TabSeparated.resource("errnos.tsv").rows()) {
                int number = Integer.parseInt(row.get(1));
                numbers.put(row.getFirst(), number);
                names.putIfAbsent(number, row.getFirst());
            }
            NUMBERS = Map.copyOf(numbers);
            NAMES = Map.copyOf(names);
        }
    }
}
