package dev.portcullis.seccomp;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names that change what a filter does merely by being there. Under a default that denies, runc answers ENOSYS to every
 * syscall whose number is greater than all that the profile names, so that programs fall back to older ones
 * (libcontainer/seccomp/patchbpf/enosys_linux.go).
 */
final class NewestSyscalls {

    private static final SyscallTable TABLE = SyscallTable.linux();

    private NewestSyscalls() {}

    /**
     * Which of {@code others} are the newest of all on some architecture, and newer there than everything that is {@code
     * named}.
     */
    static Set<String> above(Set<String> named, Set<String> others, Verdict byDefault) {
        Set<String> newer = new TreeSet<>();
        if (others.isEmpty() || byDefault.action().letsThrough()) {
            return newer;
        }
        Arrays.stream(Architecture.values())
                .filter(Architecture::hasSyscallTable)
                .forEach(architecture -> {
                    int newest = newest(architecture, others);
                    if (newest > newest(architecture, named)) {
                        others.stream()
                                .filter(name -> TABLE.number(architecture, name).orElse(-1) == newest)
                                .forEach(newer::add);
                    }
                });
        return newer;
    }

    private static int newest(Architecture architecture, Collection<String> names) {
        return names.stream()
                .map(name -> TABLE.number(architecture, name))
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .max()
                .orElse(-1);
    }
}
