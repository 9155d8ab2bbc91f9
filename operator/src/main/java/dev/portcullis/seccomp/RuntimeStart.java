package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The syscalls that container runtimes make between loading a container's filter and the {@code execve} of its program:
 * measured with many versions of the real runtimes on x86_64 (hack/runtime-start writes {@code runtime-start.tsv}, which
 * tells how each was made).
 *
 * <p>Each set is the union over all conditions: with and without {@code noNewPrivileges}, root and other users, default
 * actions that return an errno or kill, start and exec. It includes {@code exit_group}, with which every program ends, and
 * nothing else that a program or its libc needs.
 */
public final class RuntimeStart {

    private RuntimeStart() {}

    /** The measured runtimes in alphabetical order, for example {@code runc}. */
    public static List<String> runtimes() {
        return RuntimeChoice.all().runtimes();
    }

    /** The measured versions, by runtime and from old to new. */
    static List<Version> versions() {
        return Measured.VERSIONS;
    }

    /**
     * The syscalls with which a container starts under each measured version of this runtime.
     *
     * @throws IllegalArgumentException if the runtime is none of {@link #runtimes()}
     */
    public static SortedSet<String> syscalls(String runtime) {
        if (!runtimes().contains(runtime)) {
            throw new IllegalArgumentException(
                    "no measured start of a runtime " + runtime + ", only of " + String.join(", ", runtimes()));
        }
        return RuntimeChoice.of(runtime).needed();
    }

    /**
     * A measured version of a runtime.
     *
     * @param runtime its name
     * @param number for example {@code 1.1.5+ds1}
     * @param needs the syscalls that it makes, one by one
     */
    record Version(String runtime, String number, List<Need> needs) {

        /** From old to new. */
        static final Comparator<String> NUMBERS = (one, other) -> Arrays.compare(digits(one), digits(other));

        /** Copies what it is given. */
        Version {
            needs = List.copyOf(needs);
        }

        /** Returns whether this is a patch of it: of 1.3, or of 1. */
        boolean isOf(String shorter) {
            int[] mine = digits(number);
            int[] wanted = digits(shorter);
            return mine.length >= wanted.length && Arrays.equals(mine, 0, wanted.length, wanted, 0, wanted.length);
        }

        private static int[] digits(String number) {
            return Arrays.stream(number.split("\\D+", 0))
                    .filter(part -> !part.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }

    /**
     * One syscall that a runtime makes while it starts a container, or a program in one.
     *
     * @param syscall its name
     * @param execOnly whether the runtime makes it only for a program in a running container
     * @param privilegedOnly whether the runtime makes it only if {@code noNewPrivileges} is false
     * @param defaults the default actions that stop the start there: {@code any}, or {@code eperm}, {@code enosys}
     *     (with this errno), {@code kill}
     * @param refused whether it is of the mount API, which a start does without where it fails with {@code ENOSYS}: nothing
     *     to allow
     * @param instead the syscalls that will do where it fails with an errno; none if nothing will
     */
    record Need(
            String syscall,
            boolean execOnly,
            boolean privilegedOnly,
            Set<String> defaults,
            boolean refused,
            SortedSet<String> instead) {

        /** Returns whether a start fails if this is the best verdict on the syscall. */
        boolean failsWith(Verdict verdict) {
            return defaults.contains("any") || defaults.contains(kind(verdict));
        }

        private static String kind(Verdict verdict) {
            return verdict.action() != Action.ERRNO ? "kill" : verdict.returned() == Errno.ENOSYS ? "enosys" : "eperm";
        }
    }

    /** Read on first use only. */
    private static final class Measured {
        static final List<Version> VERSIONS;

        static {
            List<Version> read = new ArrayList<>();
            List<Need> needs = new ArrayList<>();
            List<String> last = List.of();
            TabSeparated table = TabSeparated.resource("runtime-start.tsv");
            for (List<String> row : table.rows()) {
                List<String> version = row.subList(0, 2);
                if (!version.equals(last) && !last.isEmpty()) {
                    read.add(new Version(last.getFirst(), last.getLast(), needs));
                    needs.clear();
                }
                last = version;
                needs.add(need(table.columns(), row));
            }
            read.add(new Version(last.getFirst(), last.getLast(), needs));
            VERSIONS = List.copyOf(read);
        }

        private static Need need(List<String> columns, List<String> row) {
            String instead = row.get(columns.indexOf("instead"));
            return new Need(
                    row.get(columns.indexOf("syscall")),
                    row.get(columns.indexOf("for")).equals("exec"),
                    row.get(columns.indexOf("when")).equals("privileged"),
                    Set.of(row.get(columns.indexOf("default")).split(",", 0)),
                    row.get(columns.indexOf("base")).equals("enosys"),
                    instead.equals("-") ? new TreeSet<>() : new TreeSet<>(List.of(instead.split(",", 0))));
        }
    }
}
