package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What libseccomp 2.5.4 answers was found by running the filters that it makes of these rules. */
class RulingTest {

    private static final Verdict DENY = new Verdict(Action.ERRNO, null);
    private static final Verdict ONE = new Verdict(Action.ERRNO, 11);
    private static final Verdict TWO = new Verdict(Action.ERRNO, 12);

    @Test
    void aNarrowerComparisonGoesFirst() {
        assertThat(of(one(0, Operator.LT, 16), two(0, Operator.EQ, 10)).verdict(10))
                .isEqualTo(TWO);
        assertThat(of(one(0, Operator.GT, 5), two(0, Operator.GT, 10)).verdict(11))
                .isEqualTo(TWO);
        assertThat(of(one(0, Operator.LT, 10), two(0, Operator.LT, 5)).verdict(4))
                .isEqualTo(TWO);
        assertThat(of(one(0, Operator.GE, 5), two(0, Operator.LE, 10)).verdict(7))
                .isEqualTo(TWO);
    }

    @Test
    void aLaterArgumentGoesFirst() {
        assertThat(of(one(0, Operator.EQ, 1), two(1, Operator.EQ, 2)).verdict(1, 2))
                .isEqualTo(TWO);
    }

    @Test
    void theMoreGeneralCaseHolds() {
        Ruling.Case both = new Ruling.Case(
                new Conditions(List.of(new Condition(0, Operator.EQ, 1, null), new Condition(1, Operator.EQ, 2, null))),
                TWO);
        assertThat(of(both, one(0, Operator.EQ, 1)).verdict(1, 2)).isEqualTo(ONE);
        assertThat(of(both, one(1, Operator.EQ, 2)).verdict(1, 2)).isEqualTo(ONE);
    }

    @Test
    void theFirstOfCasesThatTieHolds() {
        Ruling.Case masked =
                new Ruling.Case(new Conditions(List.of(new Condition(0, Operator.MASKED_EQ, -1L, 5L))), ONE);
        Ruling.Case equal = two(0, Operator.EQ, 5);
        assertThat(of(masked, equal).verdict(5)).isEqualTo(ONE);
        assertThat(of(equal, masked).verdict(5)).isEqualTo(TWO);
    }

    @Test
    void numbersAreUnsigned() {
        assertThat(of(one(0, Operator.GT, 5)).verdict(-1)).isEqualTo(ONE);
        assertThat(of(one(0, Operator.LT, -1)).verdict(5)).isEqualTo(ONE);
    }

    @Test
    void aCallThatNoCaseHoldsForGetsTheDefault() {
        assertThat(of(one(0, Operator.EQ, 1)).verdict(2)).isEqualTo(DENY);
    }

    @Test
    void anUnconditionalRuleOutweighsTheOthers() {
        Filter filter = filter(
                rule(ONE, new Condition(0, Operator.EQ, 1, null)),
                new Rule(new TreeSet<>(Set.of("read")), TWO, Conditions.ALWAYS));
        assertThat(Ruling.of(filter, "read").verdict(1)).isEqualTo(TWO);
    }

    @Test
    void aRuleThatSaysWhatTheDefaultSaysIsNone() {
        Filter filter = filter(
                rule(ONE, new Condition(0, Operator.EQ, 1, null)),
                new Rule(new TreeSet<>(Set.of("read")), DENY, Conditions.ALWAYS));
        assertThat(Ruling.of(filter, "read").verdict(1)).isEqualTo(ONE);
    }

    @Test
    void anArchitectureThatIsNotCoveredKills() {
        Ruling through32Bits = Ruling.of(filter(), Architecture.X86_64, Architecture.X86, "read");
        assertThat(through32Bits.verdict(1).action()).isEqualTo(Action.KILL_THREAD);
        assertThat(Ruling.of(filter(), Architecture.ARM64, Architecture.ARM64, "read")
                        .verdict(1))
                .isEqualTo(DENY);
    }

    @Test
    void thirtyTwoBitArchitecturesCompareTheLowerHalf() {
        Filter filter = filter(rule(ONE, new Condition(0, Operator.EQ, (1L << 32) + 5, null)));
        assertThat(Ruling.of(filter, Architecture.X86, Architecture.X86, "read").verdict(5))
                .isEqualTo(ONE);
        Filter masked = filter(rule(ONE, new Condition(0, Operator.MASKED_EQ, 1L << 32, 0L)));
        assertThat(Ruling.of(masked, Architecture.ARM, Architecture.ARM, "read").cases())
                .isEmpty();
    }

    private static Ruling of(Ruling.Case... cases) {
        return new Ruling(List.of(cases), DENY);
    }

    private static Ruling.Case one(int index, Operator operator, long value) {
        return new Ruling.Case(new Conditions(List.of(new Condition(index, operator, value, null))), ONE);
    }

    private static Ruling.Case two(int index, Operator operator, long value) {
        return new Ruling.Case(new Conditions(List.of(new Condition(index, operator, value, null))), TWO);
    }

    private static Rule rule(Verdict verdict, Condition... conditions) {
        return new Rule(new TreeSet<>(Set.of("read")), verdict, new Conditions(Arrays.asList(conditions)));
    }

    private static Filter filter(Rule... rules) {
        return new Filter(DENY, Set.of(), new TreeSet<>(), null, null, List.of(rules));
    }
}
