package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A filter's treatment of one syscall, by its arguments.
 *
 * <p>When the conditions of several cases hold, libseccomp promises no order (seccomp/libseccomp issue 148). This
 * models the tree that libseccomp 2.5 builds: it is right wherever at most one case holds or all that hold agree, and
 * for most other pairs of conditions. It does not model libseccomp's own mistakes with overlapping comparisons of
 * 64-bit values (a call can get a verdict that no rule gives), or the ENOSYS that runc answers beyond the newest syscall
 * of a profile.
 *
 * @param cases in written order, which decides where libseccomp has no preference
 * @param otherwise the verdict when none holds
 */
public record Ruling(List<Case> cases, Verdict otherwise) {

    /**
     * The verdict under conditions.
     *
     * @param conditions at least one
     * @param verdict the verdict when all hold
     */
    public record Case(Conditions conditions, Verdict verdict) {}

    /** Copies what it is given. */
    public Ruling {
        cases = List.copyOf(cases);
    }

    /** The filter's ruling on a syscall of the node's own 64-bit architecture. */
    public static Ruling of(Filter filter, String syscall) {
        return of(
                filter.rules().stream()
                        .filter(rule -> rule.names().contains(syscall))
                        .map(rule -> new Case(rule.conditions(), rule.verdict()))
                        .toList(),
                filter.defaultVerdict());
    }

    /** The filter's rulings on all syscalls that it names. */
    public static Map<String, Ruling> all(Filter filter) {
        Map<String, List<Case>> written = new HashMap<>();
        for (Rule rule : filter.rules()) {
            Case one = new Case(rule.conditions(), rule.verdict());
            rule.names().forEach(name -> written.computeIfAbsent(name, n -> new ArrayList<>(1))
                    .add(one));
        }
        Map<String, Ruling> all = new HashMap<>();
        written.forEach((name, cases) -> all.put(name, of(cases, filter.defaultVerdict())));
        return all;
    }

    /**
     * The filter's ruling on a syscall made through one of the architectures that a node runs.
     *
     * @param node the node's architecture, which is always covered
     * @param through the architecture that the call is made through
     */
    public static Ruling of(Filter filter, Architecture node, Architecture through, String syscall) {
        if (through != node && !filter.architectures().contains(through)) {
            // libseccomp's SCMP_FLTATR_ACT_BADARCH, which runtimes do not change.
            return new Ruling(List.of(), new Verdict(Action.KILL_THREAD, null));
        }
        Ruling wide = MultiplexedCalls.areOn(through)
                ? MultiplexedCalls.behind(syscall)
                        .map(calls -> of(filter, calls))
                        .orElseGet(() -> of(filter, syscall))
                : of(filter, syscall);
        return through.has64Bits() ? wide : wide.on32Bits();
    }

    /** The filter's ruling on the number that has these calls behind it, by all rules that name it or one of them. */
    static Ruling of(Filter filter, MultiplexedCalls calls) {
        return of(
                filter.rules().stream()
                        .flatMap(rule -> rule.names().stream()
                                .flatMap(name -> calls.conditions(name, rule.conditions()).stream())
                                .map(conditions -> new Case(conditions, rule.verdict())))
                        .distinct()
                        .toList(),
                filter.defaultVerdict());
    }

    /** An unconditional rule outweighs conditional ones; runtimes do not pass on rules that repeat the default. */
    private static Ruling of(List<Case> written, Verdict byDefault) {
        List<Case> effective =
                written.stream().filter(one -> !one.verdict().equals(byDefault)).toList();
        Optional<Case> always =
                effective.stream().filter(one -> one.conditions().always()).findFirst();
        return always.map(one -> new Ruling(List.of(), one.verdict()))
                .orElseGet(() -> new Ruling(effective, byDefault));
    }

    /** The verdict on a call with these six arguments. */
    public Verdict verdict(long... arguments) {
        Case first = null;
        for (Case one : cases) {
            if (one.conditions().hold(arguments) && (first == null || ChainOrder.OF_CASES.compare(one, first) < 0)) {
                first = one;
            }
        }
        return first == null ? otherwise : first.verdict();
    }

    /** The ruling with its cases in the order in which libseccomp tries them. */
    public Ruling sorted() {
        return new Ruling(cases.stream().sorted(ChainOrder.OF_CASES).toList(), otherwise);
    }

    /** The ruling on calls with this first argument; no case is about it any more. */
    Ruling chosen(long first) {
        return of(
                cases.stream()
                        .filter(one -> one.conditions().all().stream()
                                .allMatch(condition -> condition.index() != 0 || condition.holds(first)))
                        .map(one -> new Case(one.conditions().about(~1), one.verdict()))
                        .toList(),
                otherwise);
    }

    /** The conditions of all cases. */
    public List<Condition> conditions() {
        return cases.stream()
                .flatMap(one -> one.conditions().all().stream())
                .distinct()
                .toList();
    }

    /** The ruling for calls of 32-bit architectures, which compare lower halves and have no upper ones. */
    public Ruling on32Bits() {
        return of(
                cases.stream()
                        .map(one -> new Case(one.conditions().lowerHalf(), one.verdict()))
                        .toList(),
                otherwise);
    }
}
