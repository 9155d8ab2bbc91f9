package dev.portcullis.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Profiles of a thousand conditions are compared in seconds, and what differs is found although not every call can be tried. */
class LargeDiffTest {

    private static final Verdict DENY = new Verdict(Action.ERRNO, null);
    private static final Verdict ALLOW = new Verdict(Action.ALLOW, null);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void oneRuleMoreAmongAThousandIsWider() {
        Filter before = filter(List.of("socket"), 0, 1000);
        Filter after = filter(List.of("socket"), 0, 1001);
        assertTimeoutPreemptively(LIMIT, () -> {
            assertThat(Diff.of(before, after, null))
                    .extracting(Difference::effect)
                    .containsExactly(Effect.WIDER);
            assertThat(Diff.of(after, before, null))
                    .extracting(Difference::effect)
                    .containsExactly(Effect.NARROWER);
        });
    }

    @Test
    void otherRulesAllowMoreAndLess() {
        assertTimeoutPreemptively(LIMIT, () -> assertThat(
                        Diff.of(filter(List.of("socket"), 0, 1000), filter(List.of("socket"), 1000, 1000), null))
                .extracting(Difference::effect)
                .containsExactlyInAnyOrder(Effect.WIDER, Effect.NARROWER));
    }

    @Test
    void whatManySyscallsHaveInCommonIsComparedOnce() {
        List<String> names = IntStream.range(0, 200).mapToObj(i -> "call" + i).toList();
        assertTimeoutPreemptively(LIMIT, () -> assertThat(Diff.of(filter(names, 0, 300), filter(names, 0, 301), null))
                .hasSize(200));
    }

    /** Rules about all six arguments at once, so that calls at random meet none. */
    private static Filter filter(List<String> names, int from, int rules) {
        return new Filter(
                DENY,
                Set.of(),
                new TreeSet<>(),
                null,
                null,
                IntStream.range(from, from + rules)
                        .mapToObj(value -> new Rule(
                                new TreeSet<>(names),
                                ALLOW,
                                new Conditions(IntStream.range(0, 6)
                                        .mapToObj(index -> new Condition(index, Operator.EQ, value, null))
                                        .toList())))
                        .toList());
    }
}
