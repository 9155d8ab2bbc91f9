package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The syscalls without which a container runtime cannot start a container under a default-deny profile: measured with
 * the real runtimes on x86_64 (hack/runtime-start writes {@code runtime-start.tsv}, which names their versions).
 *
 * <p>Each set is the union over all conditions: with and without {@code noNewPrivileges}, root and other users, default
 * actions that return an errno or kill. It includes {@code exit_group}, with which every program ends, and nothing else
 * that a program or its libc needs.
 */
public final class RuntimeStart {

    private static final int ENOSYS = Errno.number("ENOSYS").orElseThrow();

    private RuntimeStart() {}

    /** The measured runtimes in alphabetical order, for example {@code runc}. */
    public static List<String> runtimes() {
        return Measured.RUNTIMES;
    }

    /**
     * The syscalls that this runtime needs.
     *
     * @throws IllegalArgumentException if the runtime is none of {@link #runtimes()}
     */
    public static SortedSet<String> syscalls(String runtime) {
        if (needs(runtime).isEmpty()) {
            throw new IllegalArgumentException(
                    "no measured start of a runtime " + runtime + ", only of " + String.join(", ", runtimes()));
        }
        return needs(runtime).stream().map(Need::syscall).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The syscalls that this runtime needs, one by one. */
    static List<Need> needs(String runtime) {
        return Measured.NEEDS.getOrDefault(runtime, List.of());
    }

    /**
     * One syscall that a runtime makes while it starts a container.
     *
     * @param syscall its name
     * @param privilegedOnly whether the runtime makes it only if {@code noNewPrivileges} is false
     * @param defaults the default actions that stop the start there: {@code any}, or {@code eperm}, {@code enosys}
     *     (with this errno), {@code kill}
     */
    record Need(String syscall, boolean privilegedOnly, Set<String> defaults) {

        /** Returns whether a start fails if this is the best verdict on the syscall. */
        boolean failsWith(Verdict verdict) {
            return defaults.contains("any") || defaults.contains(kind(verdict));
        }

        private static String kind(Verdict verdict) {
            return verdict.action() != Action.ERRNO ? "kill" : verdict.returned() == ENOSYS ? "enosys" : "eperm";
        }
    }

    /** Read on first use only. */
    private static final class Measured {
        static final Map<String, List<Need>> NEEDS;
        static final List<String> RUNTIMES;

        static {
            SortedMap<String, List<Need>> read = new TreeMap<>();
            for (List<String> row : TabSeparated.resource("runtime-start.tsv").rows()) {
                read.computeIfAbsent(row.getFirst(), runtime -> new ArrayList<>())
                        .add(new Need(
                                row.get(1),
                                row.get(2).equals("privileged"),
                                Set.of(row.get(3).split(",", 0))));
            }
            read.replaceAll((runtime, needs) -> List.copyOf(needs));
            NEEDS = Map.copyOf(read);
            RUNTIMES = List.copyOf(read.keySet());
        }
    }
}
