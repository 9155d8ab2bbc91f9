package dev.portcullis.seccomp;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The calls that cannot notify, because a runtime may make them between loading the filter and handing over the
 * notification descriptor: it would wait for itself. Tried with the real runtimes, and read in the sources of runc and Go
 * ({@code never-notifies.tsv}); {@code hack/runtime-start notify} tries that containers start where all others notify.
 */
public final class NeverNotifies {

    private NeverNotifies() {}

    /** The syscalls some or all calls of which cannot notify. */
    public static SortedSet<String> syscalls() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Table.CALLS.keySet()));
    }

    /** The syscalls no call of which can notify: what an observer never sees, and a profile made of what it saw needs. */
    public static SortedSet<String> wholeSyscalls() {
        SortedSet<String> whole = new TreeSet<>();
        Table.CALLS.forEach((syscall, conditions) -> {
            if (conditions.always()) {
                whole.add(syscall);
            }
        });
        return whole;
    }

    /** The calls of a syscall that cannot notify, as conditions on its arguments; none if all can. */
    static List<Conditions> of(String syscall) {
        Conditions conditions = Table.CALLS.get(syscall);
        return conditions == null ? List.of() : List.of(conditions);
    }

    /** Read on first use only. */
    private static final class Table {

        static final SortedMap<String, Conditions> CALLS = read();

        private static SortedMap<String, Conditions> read() {
            SortedMap<String, Conditions> calls = new TreeMap<>();
            for (List<String> row : TabSeparated.resource("never-notifies.tsv").rows()) {
                String option = row.get(1);
                calls.put(
                        row.getFirst(),
                        option.equals("-")
                                ? Conditions.ALWAYS
                                : new Conditions(List.of(new Condition(0, Operator.EQ, Long.decode(option), null))));
            }
            return calls;
        }
    }
}
