package dev.portcullis.seccomp;

import dev.portcullis.wording.EditDistance;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The syscalls of Linux by name and number, from the kernel's own headers (asm/unistd*.h; hack/syscall-tables writes
 * {@code syscalls.tsv}).
 *
 * <p>Numbers are those that user space passes and audit lines show, as libseccomp has them: x32 with the bit
 * 0x40000000, MIPS n64 from 5000, the private calls of 32-bit ARM from 0xf0000. Syscalls multiplexed by {@code
 * socketcall} or {@code ipc} have the number of the direct call, where the architecture has one too.
 */
public final class SyscallTable {

    private static final String ABSENT = "-";
    private static final int NONE = -1;

    /** The prefixes of headers ({@code SYS_}, {@code __NR_}) and of the kernel's functions ({@code __x64_sys_}). */
    private static final Pattern PREFIX = Pattern.compile(
            "^(?:__(?:x64|ia32|x32|arm64|s390x?|riscv|powerpc)_(?:compat_)?|compat_|__se_|__do_)?(?:sys_|SYS_)|^__NR_(?:x32_)?|^__SNR_|^SCMP_SYS_");

    private final String[] names;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<Architecture, int[]> numbers;

    private SyscallTable(TabSeparated table) {
        names = new String[table.rows().size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = table.rows().get(i).getFirst();
            indexes.put(names[i], i);
        }
        numbers = new EnumMap<>(Architecture.class);
        for (int column = 1; column < table.columns().size(); column++) {
            String architecture = table.columns().get(column).toUpperCase(Locale.ROOT);
            numbers.put(Architecture.valueOf(architecture), column(table.rows(), column));
        }
    }

    private static int[] column(List<List<String>> rows, int column) {
        int[] numbers = new int[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            String cell = rows.get(i).get(column);
            numbers[i] = cell.equals(ABSENT) ? NONE : Integer.parseInt(cell);
        }
        return numbers;
    }

    /** The syscalls of the kernel that this build knows. */
    public static SyscallTable linux() {
        return Linux.TABLE;
    }

    /** The number of a syscall; empty if the architecture lacks it or has no table. */
    public OptionalInt number(Architecture architecture, String name) {
        Integer index = indexes.get(name);
        int[] column = numbers.get(architecture);
        return index == null || column == null || column[index] == NONE
                ? OptionalInt.empty()
                : OptionalInt.of(column[index]);
    }

    /**
     * The syscall of a number; empty if the architecture lacks it or has no table. ARM's number 341 has two names; like
     * libseccomp, this returns the first in alphabetical order.
     */
    public Optional<String> name(Architecture architecture, int number) {
        int[] column = numbers.get(architecture);
        for (int i = 0; column != null && number >= 0 && i < names.length; i++) {
            if (column[i] == number) {
                return Optional.of(names[i]);
            }
        }
        return Optional.empty();
    }

    /** The names of all, in alphabetical order. */
    List<String> names() {
        return List.of(names);
    }

    /** Returns whether any architecture with a table has a syscall of this name. */
    public boolean knows(String name) {
        return indexes.containsKey(name);
    }

    /**
     * The name that was meant, for a hint: the known one within what kernel and headers put before it ({@code __NR_openat}),
     * or else the closest, at most two slips away and fewer than half of the letters written; the first in alphabetical
     * order of equally close names.
     */
    public Optional<String> nearest(String name) {
        String bare = PREFIX.matcher(name).replaceFirst("");
        return knows(bare) ? Optional.of(bare) : EditDistance.nearest(bare, Arrays.asList(names));
    }

    /** Read on first use only. */
    private static final class Linux {
        static final SyscallTable TABLE = new SyscallTable(TabSeparated.resource("syscalls.tsv"));
    }
}
