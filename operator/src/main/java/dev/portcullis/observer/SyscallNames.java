package dev.portcullis.observer;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of syscalls by number, found at once where {@link SyscallTable} searches. For one thread alone. */
final class SyscallNames {

    /** Tables end at about 470; the numbers of x32 and ARM's private calls are beyond, and rare. */
    private static final int REMEMBERED = 1024;

    private final Map<Architecture, @Nullable String[]> remembered = new EnumMap<>(Architecture.class);

    /** The name; the number itself where the table has none. */
    String of(Architecture architecture, int number) {
        if (number < 0 || number >= REMEMBERED) {
            return find(architecture, number);
        }
        @Nullable String[] names = remembered.get(architecture);
        if (names == null) {
            names = new String[REMEMBERED];
            remembered.put(architecture, names);
        }
        String name = names[number];
        if (name == null) {
            name = find(architecture, number);
            names[number] = name;
        }
        return name;
    }

    private static String find(Architecture architecture, int number) {
        return SyscallTable.linux().name(architecture, number).orElseGet(() -> Integer.toString(number));
    }
}
