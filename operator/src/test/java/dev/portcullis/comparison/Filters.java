package dev.portcullis.comparison;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary filters in normal form, with few names and values, and the calls that tell them apart. */
final class Filters {

    static final List<String> SYSCALLS = List.of("clone", "read", "socket");
    static final int ARGUMENTS = 2;
    private static final List<Long> VALUES = List.of(0L, 1L, 2L, 8L, 0xffL, 1L << 32, -1L);
    private static final List<Long> MASKS = List.of(1L, 2L, 3L, 0xffL);

    private Filters() {}

    static Arbitrary<Filter> any() {
        return of(conditions());
    }

    static Arbitrary<Filter> unconditional() {
        return of(Arbitraries.just(Conditions.ALWAYS));
    }

    private static Arbitrary<Filter> of(Arbitrary<Conditions> conditions) {
        Arbitrary<Rule> rule = Combinators.combine(Arbitraries.of(SYSCALLS), verdict(), conditions)
                .as((name, verdict, when) -> new Rule(new TreeSet<>(Set.of(name)), verdict, when));
        return Combinators.combine(
                        verdict().filter(one -> one.action() != Action.NOTIFY),
                        Arbitraries.of(Architecture.X86, Architecture.X32, Architecture.ARM)
                                .set()
                                .ofMaxSize(2),
                        Arbitraries.of("SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW")
                                .set()
                                .ofMaxSize(2),
                        rule.list().ofMaxSize(5))
                .as((byDefault, covered, flags, rules) ->
                        new Filter(byDefault, covered, new TreeSet<>(flags), null, null, rules).normalised());
    }

    static Arbitrary<Verdict> verdict() {
        return Combinators.combine(Arbitraries.of(Action.class), Arbitraries.of(1, 38))
                .as(Verdict::new);
    }

    static Arbitrary<Conditions> conditions() {
        Arbitrary<Condition> compared = Combinators.combine(
                        Arbitraries.integers().between(0, ARGUMENTS - 1),
                        Arbitraries.of(Operator.class).filter(operator -> operator != Operator.MASKED_EQ),
                        Arbitraries.of(VALUES))
                .as((index, operator, value) -> new Condition(index, operator, value, null));
        Arbitrary<Condition> masked = Combinators.combine(
                        Arbitraries.integers().between(0, ARGUMENTS - 1), Arbitraries.of(MASKS), Arbitraries.of(VALUES))
                .as((index, mask, value) -> new Condition(index, Operator.MASKED_EQ, mask, value));
        return Arbitraries.oneOf(compared, compared, masked).list().ofMaxSize(2).map(Filters::onePerArgument);
    }

    private static Conditions onePerArgument(List<Condition> conditions) {
        Set<Integer> taken = new HashSet<>();
        return new Conditions(conditions.stream()
                .filter(condition -> taken.add(condition.index()))
                .toList());
    }

    /** Calls around all values, found in another way than {@link Corners} does. */
    static List<long[]> calls() {
        Set<Long> values = new TreeSet<>();
        for (long value : VALUES) {
            values.addAll(List.of(value - 1, value, value + 1, value ^ 3, value ^ 0xfc, value << 8 | 2));
        }
        List<long[]> calls = new ArrayList<>();
        for (long first : values) {
            for (long second : values) {
                calls.add(new long[] {first, second, 0, 0, 0, 0});
            }
        }
        return calls;
    }
}
