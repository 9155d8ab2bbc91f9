package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A verdict on some syscalls when all conditions hold.
 *
 * @param names the syscalls
 * @param verdict the verdict
 * @param conditions the conditions
 */
public record Rule(SortedSet<String> names, Verdict verdict, Conditions conditions) implements Comparable<Rule> {

    /** Unconditional rules come first: on x86 libseccomp refuses socketcall after a conditional socket. */
    private static final Comparator<Rule> ORDER = Comparator.comparing((Rule rule) -> !rule.conditions.always())
            .thenComparing(Rule::verdict)
            .thenComparing(Rule::conditions)
            .thenComparing(r -> String.join(",", r.names));

    /** Sorts what it is given. */
    public Rule {
        names = new TreeSet<>(names);
    }

    @Override
    public int compareTo(Rule other) {
        return ORDER.compare(this, other);
    }
}
