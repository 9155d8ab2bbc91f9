package dev.portcullis.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.RuntimeChoice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However the reports of nodes are grouped and ordered, they come to the same. */
class ObservationsPropertyTest {

    private static final long NOON = 1_800_000_000_000L;

    /** A call of some container at some time. */
    private record Call(int pod, int number, CallOrigin origin, long argument, int errno, long at) {}

    @Provide
    Arbitrary<List<NodeObservationStatus>> reports() {
        Arbitrary<Call> calls = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(0, 41, 56, 62, 157, 1000),
                        Arbitraries.of(CallOrigin.class),
                        Arbitraries.longs().between(0, 100),
                        Arbitraries.of(0, 0, 1, 38),
                        Arbitraries.longs().between(0, 50))
                .as(Call::new);
        return calls.list()
                .ofMaxSize(120)
                .map(ObservationsPropertyTest::report)
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 200)
    void theOrderDoesNotMatter(@ForAll("reports") List<NodeObservationStatus> reports, @ForAll Random random) {
        List<NodeObservationStatus> shuffled = new ArrayList<>(reports);
        Collections.shuffle(shuffled, random);
        assertThat(Observations.of(shuffled)).isEqualTo(Observations.of(reports));
    }

    @Property(tries = 200)
    void theGroupingDoesNotMatter(
            @ForAll("reports") List<NodeObservationStatus> some,
            @ForAll("reports") List<NodeObservationStatus> more,
            @ForAll("reports") List<NodeObservationStatus> others) {
        Observations one = Observations.of(some);
        Observations two = Observations.of(more);
        Observations three = Observations.of(others);
        assertThat(one.and(two).and(three)).isEqualTo(one.and(two.and(three)));
        assertThat(one.and(two)).isEqualTo(two.and(one));
        assertThat(one.and(Observations.NONE)).isEqualTo(one);
    }

    @Property(tries = 100)
    void nothingIsLostAndTheApiTakesWhatIsTold(@ForAll("reports") List<NodeObservationStatus> reports) {
        Observations all = Observations.of(reports);
        assertThat(all.calls())
                .isEqualTo(
                        reports.stream().mapToLong(NodeObservationStatus::calls).sum())
                .isEqualTo(all.syscalls().stream()
                        .mapToLong(ObservedSyscall::count)
                        .sum());
        assertThat(all.toldDenials()).hasSizeLessThanOrEqualTo(ObservedDenial.MOST_TOLD);
        for (ObservedSyscall call : all.toldSyscalls()) {
            long told = call.arguments() == null
                    ? 0
                    : call.arguments().stream()
                            .mapToLong(value -> value.count())
                            .sum();
            long more = call.moreArguments() == null ? 0 : call.moreArguments();
            assertThat(told + more).isIn(0L, call.count());
            assertThat(call.arguments() == null ? 0 : call.arguments().size())
                    .isLessThanOrEqualTo(ObservedSyscall.MAX_ARGUMENTS);
        }
    }

    @Property(tries = 100)
    void theSuggestionDependsOnWhatWasCalledAlone(@ForAll("reports") List<NodeObservationStatus> reports) {
        Observations once = Observations.of(reports);
        Observations twice = once.and(once);
        assertThat(Suggestion.of(twice, null, RuntimeChoice.all(), Set.of()).text())
                .isEqualTo(
                        Suggestion.of(once, null, RuntimeChoice.all(), Set.of()).text());
    }

    private static NodeObservationStatus report(List<Call> calls) {
        NodeTally tally = new NodeTally(Map.of("socket", Set.of(0), "clone", Set.of(0), "prctl", Set.of(0)));
        for (Call call : calls) {
            ObservedContainer container = new ObservedContainer(
                    "sandbox" + call.pod(), "shop", "web-" + call.pod(), "main", "image-" + call.pod(), false);
            tally.opened(container, NOON + call.at());
            tally.count(
                    container,
                    Architecture.X86_64,
                    call.number(),
                    call.origin(),
                    new long[] {call.argument(), 0, 0, 0, 0, 0},
                    call.errno(),
                    NOON + call.at());
        }
        return tally.status(new ObservingNode("n" + calls.size() % 3, "amd64", "6.18.0", "1"));
    }
}
