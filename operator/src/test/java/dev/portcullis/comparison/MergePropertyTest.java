package dev.portcullis.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the merging of any filters. */
class MergePropertyTest {

    @Provide
    Arbitrary<Filter> filters() {
        return Filters.any();
    }

    @Provide
    Arbitrary<Filter> unconditional() {
        return Filters.unconditional();
    }

    @Property
    void everyCallGetsWhatTheOperationSays(
            @ForAll Operation operation, @ForAll("filters") Filter one, @ForAll("filters") Filter other) {
        if (Merge.of(operation, List.of(one, other)) instanceof Merge.Merged merged) {
            Stream.concat(Filters.SYSCALLS.stream(), Stream.of("other")).forEach(syscall -> {
                Ruling first = Ruling.of(one, syscall);
                Ruling second = Ruling.of(other, syscall);
                Ruling both = Ruling.of(merged.filter(), syscall);
                for (long[] call : Filters.calls()) {
                    Verdict wanted = operation.verdict(List.of(first.verdict(call), second.verdict(call)));
                    assertThat(both.verdict(call)).isEqualTo(wanted);
                }
            });
        }
    }

    @Property
    void theOrderOfFiltersDoesNotChangeTheResult(
            @ForAll Operation operation,
            @ForAll("filters") Filter one,
            @ForAll("filters") Filter two,
            @ForAll("filters") Filter three) {
        assertThat(Merge.of(operation, List.of(three, one, two)))
                .isEqualTo(Merge.of(operation, List.of(one, two, three)));
    }

    @Property
    void anythingMergedWithItselfIsItself(@ForAll Operation operation, @ForAll("filters") Filter filter) {
        assertThat(Merge.of(operation, List.of(filter, filter, filter))).isEqualTo(new Merge.Merged(filter));
    }

    @Property
    void theGroupingMeansNothingWithoutConditions(
            @ForAll Operation operation,
            @ForAll("unconditional") Filter one,
            @ForAll("unconditional") Filter two,
            @ForAll("unconditional") Filter three) {
        Filter left = merged(operation, merged(operation, one, two), three);
        Filter right = merged(operation, one, merged(operation, two, three));
        assertThat(deciding(left)).isEqualTo(deciding(right));
        assertThat(deciding(((Merge.Merged) Merge.of(operation, List.of(one, two, three))).filter()))
                .isEqualTo(deciding(left));
    }

    /** Without names that only runc's ENOSYS looks at: a filter whose default lets through does not keep them. */
    private static Filter deciding(Filter filter) {
        return new Filter(
                filter.defaultVerdict(),
                filter.architectures(),
                filter.flags(),
                null,
                null,
                filter.rules().stream()
                        .filter(rule -> !rule.verdict().equals(filter.defaultVerdict()))
                        .toList());
    }

    @Property
    void aUnionIsNeverNarrowerAndAnIntersectionNeverWider(
            @ForAll("filters") Filter one, @ForAll("filters") Filter other) {
        if (Merge.of(Operation.UNION, List.of(one, other)) instanceof Merge.Merged merged) {
            assertThat(Diff.of(one, merged.filter(), null)).noneMatch(each -> each.effect() == Effect.NARROWER);
        }
        if (Merge.of(Operation.INTERSECTION, List.of(one, other)) instanceof Merge.Merged merged) {
            assertThat(Diff.of(one, merged.filter(), null)).noneMatch(each -> each.effect() == Effect.WIDER);
        }
    }

    private static Filter merged(Operation operation, Filter one, Filter other) {
        return ((Merge.Merged) Merge.of(operation, List.of(one, other))).filter();
    }
}
