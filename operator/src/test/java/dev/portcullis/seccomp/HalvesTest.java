package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HalvesTest {

    private static Conditions argument(int index, long value) {
        return new Conditions(List.of(new Condition(index, Operator.EQ, value, null)));
    }

    @Test
    void fewCallsAreAllThereAndDiffer() {
        List<long[]> calls = Halves.of(List.of(argument(1, 0x2_0000_0007L)), true)
                .calls(1000)
                .toList();
        assertThat(calls)
                .extracting(call -> call[1])
                .doesNotHaveDuplicates()
                .contains(0x2_0000_0007L, 0x1_0000_0008L, 0L);
        assertThat(calls).allSatisfy(call -> assertThat(call[0]).isZero());
    }

    @Test
    void whereOnlyLowerHalvesCountNoUpperOneIsMade() {
        assertThat(Halves.of(List.of(argument(0, 0x2_0000_0007L)), false).calls(1000))
                .extracting(call -> call[0])
                .containsExactlyInAnyOrder(0L, 6L, 7L, 8L, 1L, 0xffffffffL);
    }

    /** Every half with every other one would be 20 million numbers. */
    @Test
    void manyRulesMakeNoMoreThanWasAskedFor() {
        List<Conditions> many = IntStream.range(1, 1500)
                .mapToObj(i -> argument(i % 2, ((i * 10L) << Integer.SIZE) | (i * 10L)))
                .toList();
        Halves halves = Halves.of(many, true);
        assertThat(halves.arguments().getFirst().count()).isGreaterThan(4_000_000);
        assertThat(halves.calls(100))
                .hasSize(100)
                .anySatisfy(call -> assertThat(Arrays.stream(call).sum()).isNotZero());
    }
}
