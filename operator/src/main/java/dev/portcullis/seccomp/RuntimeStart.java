package dev.portcullis.seccomp;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The syscalls without which a container runtime cannot start a container under a default-deny profile: measured with
 * the real runtimes on x86_64 (hack/runtime-start writes {@code runtime-start.tsv}, which names their versions).
 *
 * <p>The sets are those of every condition together: with and without {@code noNewPrivileges}, root and other users,
 * default actions that return an errno or kill. They include {@code exit_group}, with which every program ends, and
 * nothing else of what a program or its libc needs.
 */
public final class RuntimeStart {

    private RuntimeStart() {}

    /** The runtimes that were measured, by alphabet, for example {@code runc}. */
    public static List<String> runtimes() {
        return Measured.RUNTIMES;
    }

    /**
     * The syscalls that this runtime needs; the set cannot be changed.
     *
     * @throws IllegalArgumentException if the runtime is none of {@link #runtimes()}
     */
    public static SortedSet<String> syscalls(String runtime) {
        SortedSet<String> syscalls = Measured.SYSCALLS.get(runtime);
        if (syscalls == null) {
            throw new IllegalArgumentException(
                    "no measured start of a runtime " + runtime + ", only of " + String.join(", ", runtimes()));
        }
        return syscalls;
    }

    /** Read on first use only. */
    private static final class Measured {
        static final Map<String, SortedSet<String>> SYSCALLS;
        static final List<String> RUNTIMES;

        static {
            SortedMap<String, SortedSet<String>> read = new TreeMap<>();
            for (List<String> row : TabSeparated.resource("runtime-start.tsv").rows()) {
                read.computeIfAbsent(row.getFirst(), runtime -> new TreeSet<>()).add(row.get(1));
            }
            read.replaceAll((runtime, syscalls) -> Collections.unmodifiableSortedSet(syscalls));
            SYSCALLS = Map.copyOf(read);
            RUNTIMES = List.copyOf(read.keySet());
        }
    }
}
