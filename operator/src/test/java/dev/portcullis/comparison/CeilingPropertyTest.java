package dev.portcullis.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A filter is above a ceiling exactly if it allows more for some call. */
class CeilingPropertyTest {

    @Provide
    Arbitrary<Filter> filters() {
        return Filters.any();
    }

    @Property
    void aFilterIsAboveExactlyIfSomeCallGetsMore(@ForAll("filters") Filter ceiling, @ForAll("filters") Filter judged) {
        Diff diff = Ceiling.compare(ceiling, judged, Architecture.RISCV64, new Effort());
        assertThat(diff.undecided()).isEmpty();
        assertThat(!diff.differences().isEmpty()).isEqualTo(someCallGetsMore(ceiling, judged));
    }

    @Property
    void theExcessIsWhatDiffCallsMore(@ForAll("filters") Filter ceiling, @ForAll("filters") Filter judged) {
        List<Difference> more = Diff.of(ceiling, judged, Architecture.X86_64).stream()
                .filter(difference -> difference.effect() == Effect.WIDER)
                .toList();
        assertThat(Ceiling.compare(ceiling, judged, Architecture.X86_64, new Effort())
                        .differences())
                .map(CeilingPropertyTest::subject)
                .isEqualTo(more.stream().map(CeilingPropertyTest::subject).toList());
    }

    @Property
    void nothingIsAboveItself(@ForAll("filters") Filter filter) {
        assertThat(Ceiling.compare(filter, filter, null, new Effort()).differences())
                .isEmpty();
    }

    @Property
    void whatIsWithinByItsRulesGetsNoMoreOnAnyCall(
            @ForAll("filters") Filter ceiling, @ForAll("filters") Filter judged) {
        for (String syscall : Filters.SYSCALLS) {
            RulingPair pair = new RulingPair(Ruling.of(ceiling, syscall), Ruling.of(judged, syscall));
            if (Within.isCertain(pair, new Effort())) {
                assertThat(someCallGetsMore(pair)).isFalse();
            }
        }
    }

    @Property
    void aPartOfTheCeilingsRulesIsWithinIt(@ForAll("filters") Filter ceiling) {
        Filter part = new Filter(
                ceiling.defaultVerdict(),
                Set.of(),
                new TreeSet<>(),
                null,
                null,
                ceiling.rules().stream()
                        .filter(rule -> rule.verdict().action().letsThrough())
                        .limit(1)
                        .toList());
        boolean onlyAllows = ceiling.rules().stream()
                .allMatch(rule -> Permissiveness.rank(rule.verdict())
                        >= Math.max(
                                Permissiveness.rank(ceiling.defaultVerdict()),
                                part.rules().stream()
                                        .mapToInt(one -> Permissiveness.rank(one.verdict()))
                                        .max()
                                        .orElse(0)));
        if (onlyAllows) {
            for (String syscall : Filters.SYSCALLS) {
                assertThat(Within.isCertain(
                                new RulingPair(Ruling.of(ceiling, syscall), Ruling.of(part, syscall)), new Effort()))
                        .isTrue();
            }
        }
    }

    private static boolean someCallGetsMore(Filter ceiling, Filter judged) {
        return Stream.concat(Filters.SYSCALLS.stream(), Stream.of("other"))
                .map(syscall -> new RulingPair(Ruling.of(ceiling, syscall), Ruling.of(judged, syscall)))
                .anyMatch(CeilingPropertyTest::someCallGetsMore);
    }

    private static boolean someCallGetsMore(RulingPair pair) {
        return Filters.calls().stream().anyMatch(call -> {
            Verdict most = pair.earlier().verdict(call);
            Verdict is = pair.later().verdict(call);
            return Permissiveness.rank(is) > Permissiveness.rank(most);
        });
    }

    /** A syscall can have several examples; which one is told does not matter. */
    private static String subject(Difference difference) {
        return switch (difference) {
            case Difference.OfSyscall one -> one.syscall() + " " + one.before() + " " + one.after();
            case Difference.OfDefault one -> one.toString();
            case Difference.OfArchitecture one -> one.toString();
            case Difference.OfSetting one -> one.toString();
        };
    }
}
