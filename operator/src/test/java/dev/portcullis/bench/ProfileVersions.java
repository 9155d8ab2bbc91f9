package dev.portcullis.bench;

import dev.portcullis.cluster.Profiles;
import java.util.ArrayList;
import java.util.List;

/** The syscalls of a profile of ordinary size: 212, the last of which tells its versions apart. */
final class ProfileVersions {

    private static final int SYSCALLS = 212;

    private static final List<String> NAMES = Profiles.syscalls();

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
