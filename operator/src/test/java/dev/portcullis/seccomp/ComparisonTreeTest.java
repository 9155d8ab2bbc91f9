package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
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

    private static Condition masked(int argument, long mask, long value) {
        return new Condition(argument, Operator.MASKED_EQ, mask, value);
    }

    private static Conditions alone(Condition condition) {
        return new Conditions(List.of(condition));
    }
}
