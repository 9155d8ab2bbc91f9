package dev.portcullis.bench;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The syscalls of a profile of ordinary size: 212, the last of which tells its versions apart. */
final class ProfileVersions {

    private static final int SYSCALLS = 212;

    private static final List<String> NAMES = IntStream.range(0, 600)
            .mapToObj(number -> SyscallTable.linux().name(Architecture.X86_64, number))
            .flatMap(Optional::stream)
            .toList();

    private ProfileVersions() {}

    static List<String> syscalls(int version) {
        List<String> syscalls = new ArrayList<>(NAMES.subList(0, SYSCALLS - 1));
        syscalls.add(mark(version));
        return syscalls;
    }

    /** The syscall that no version near this one has. */
    static String mark(int version) {
        return NAMES.get(SYSCALLS + version % (NAMES.size() - SYSCALLS));
    }
}
