package dev.portcullis.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CornersPropertyTest {

    @Provide
    Arbitrary<List<Condition>> conditions() {
        Arbitrary<Long> values = Arbitraries.longs().between(0, 255);
        return Combinators.combine(Arbitraries.of(Operator.class), values, values)
                .as((operator, value, valueTwo) -> new Condition(0, operator, value, valueTwo))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property
    void theCornersShowAllThatAnyValueShows(@ForAll("conditions") List<Condition> conditions) {
        assertComplete(conditions);
    }

    /** The values are 5, 9 and 12. */
    @Example
    void aValueIsFoundThatIsPastAComparisonAndFitsNoMask() {
        assertComplete(List.of(is(Operator.LT, 2), masked(1, 0), masked(3, 3)));
        assertComplete(List.of(is(Operator.GT, 5), masked(1, 0), masked(6, 6), masked(6, 2)));
        assertComplete(List.of(is(Operator.GE, 10), masked(3, 1), masked(3, 2), masked(3, 3)));
    }

    private static void assertComplete(List<Condition> conditions) {
        Set<List<Boolean>> shown = shown(
                conditions,
                Corners.of(conditions).calls().stream()
                        .mapToLong(call -> call[0])
                        .boxed());
        Set<List<Boolean>> all = shown(
                conditions,
                LongStream.concat(LongStream.range(0, 1024), LongStream.of(-1)).boxed());
        assertThat(shown).containsAll(all);
    }

    private static Set<List<Boolean>> shown(List<Condition> conditions, Stream<Long> values) {
        return values.map(value -> conditions.stream()
                        .map(condition -> condition.holds(value))
                        .toList())
                .collect(Collectors.toSet());
    }

    private static Condition is(Operator operator, long value) {
        return new Condition(0, operator, value, null);
    }

    private static Condition masked(long mask, long value) {
        return new Condition(0, Operator.MASKED_EQ, mask, value);
    }
}
