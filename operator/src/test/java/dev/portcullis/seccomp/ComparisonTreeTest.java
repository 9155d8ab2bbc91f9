package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libseccomp 2.5.4 does was found by giving it these rules. */
class ComparisonTreeTest {

    private static final Verdict VERDICT = new Verdict(Action.ERRNO, 11);

    /** libseccomp did not return from the last rule within half a minute. */
    @ParameterizedTest
    @CsvSource({"0, GE, 1, LT", "0, GT, 1, LE", "2, GE, 3, LT"})
    void aSearchThatDoublesWithEachLevelIsEndless(int first, Operator reaches, int second, Operator begins) {
        ComparisonTree tree = new ComparisonTree(true);
        tree.add(alone(new Condition(second, Operator.GE, -1, null)), VERDICT);
        for (int bit = 3; bit < Long.SIZE; bit++) {
            assertThat(tree.add(alone(masked(second, -1L << bit, 1L << bit)), VERDICT))
                    .isEqualTo(ComparisonTree.Addition.ADDED);
        }
        for (int bit = Long.SIZE - 2; bit > 0; bit--) {
            assertThat(tree.add(alone(masked(second, -1L << bit, -1L << (bit + 1))), VERDICT))
                    .isEqualTo(ComparisonTree.Addition.ADDED);
        }
        Conditions both = new Conditions(
                List.of(new Condition(first, reaches, 9, null), new Condition(second, begins, 40, null)));
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> tree.add(both, VERDICT)))
                .isEqualTo(ComparisonTree.Addition.ENDLESS);
    }

    /** The code behind NE goes on with the half of the second argument, and compares it with numbers for the first. */
    @Test
    void codeComparesAnotherHalfWhereItGoesOnBehindNotEqual() {
        ComparisonTree tree = new ComparisonTree(true);
        Verdict allow = new Verdict(Action.ALLOW, null);
        for (Condition first : List.of(is(Operator.EQ, 1), is(Operator.GE, 3))) {
            for (Condition second : List.of(
                    new Condition(1, Operator.EQ, 3, null),
                    new Condition(1, Operator.EQ, 4, null),
                    new Condition(1, Operator.GE, 6, null))) {
                tree.add(new Conditions(List.of(first, second)), allow);
            }
        }
        tree.add(new Conditions(List.of(is(Operator.EQ, 0), new Condition(1, Operator.GT, 2, null))), VERDICT);
        tree.add(new Conditions(List.of(is(Operator.NE, 2), new Condition(1, Operator.EQ, 5, null))), VERDICT);

        assertThat(tree.verdict(0, 5, 0, 0, 0, 0)).isEqualTo(VERDICT);
        assertThat(tree.verdict(3, 5, 0, 0, 0, 0)).isEqualTo(VERDICT);
        assertThat(tree.verdict(0, 1L << 32, 0, 0, 0, 0)).as("though denied").isEqualTo(allow);
        assertThat(tree.verdict(1, 3, 0, 0, 0, 0)).as("though allowed").isNull();
    }

    private static Condition is(Operator operator, long value) {
        return new Condition(0, operator, value, null);
    }

    private static Condition masked(int argument, long mask, long value) {
        return new Condition(argument, Operator.MASKED_EQ, mask, value);
    }

    private static Conditions alone(Condition condition) {
        return new Conditions(List.of(condition));
    }
}
