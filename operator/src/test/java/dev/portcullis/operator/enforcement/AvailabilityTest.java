package dev.portcullis.operator.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeFailure;
import dev.portcullis.operator.rollout.Pool;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.rollout.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.6Z");
    private static final String PRESENT = "2026-01-02T03:04:05Z";
    private static final String EARLIER = "2025-01-01T00:00:00Z";
    private static final String A_MINUTE_AGO = "2026-01-02T03:03:05Z";
    private static final Progress EVERYWHERE = new Progress(2, 2, List.of(), List.of());
    private static final Progress HALF = new Progress(2, 1, List.of(), List.of("n2"));
    private static final Progress FAILED =
            new Progress(3, 2, List.of(new NodeFailure("n2", "WriteFailed", "no space")), List.of());
    private static final Progress FAILED_AND_COMING =
            new Progress(3, 1, List.of(new NodeFailure("n2", "WriteFailed", "no space")), List.of("n1"));
    private static final boolean FILE = true;
    private static final boolean NO_FILE = false;

    @Test
    void aFileOfAPoolIsNotThereForEveryPod() {
        Progress pooled = new Progress(
                2, 2, List.of(), List.of(), new Unavailable(List.of(), 0), new Pool(true, false, List.of()));
        assertThat(Availability.of(null, null, FILE, pooled, NOW)).isEqualTo(Availability.NO_FILE);
    }

    @Test
    void theFileIsAvailableFromTheMomentThatEveryNodeHasIt() {
        assertThat(of(null, null, FILE, HALF)).isEqualTo(new Availability(null, PRESENT, false, List.of("n2")));
        assertThat(of(null, A_MINUTE_AGO, FILE, HALF))
                .isEqualTo(new Availability(null, A_MINUTE_AGO, false, List.of("n2")));
        assertThat(of(null, A_MINUTE_AGO, FILE, EVERYWHERE))
                .isEqualTo(new Availability(PRESENT, null, false, List.of()));
    }

    @Test
    void aNodeThatComesLaterOrANewDocumentTakesNothingBack() {
        assertThat(of(EARLIER, null, FILE, HALF)).isEqualTo(new Availability(EARLIER, null, true, List.of()));
        assertThat(of(EARLIER, null, FILE, FAILED)).isEqualTo(new Availability(EARLIER, null, true, List.of()));
    }

    @Test
    void nodesThatCannotWriteItAreNotWaitedForOnceTheOthersHaveIt() {
        assertThat(of(null, null, FILE, FAILED_AND_COMING).available()).isFalse();
        assertThat(of(null, null, FILE, FAILED)).isEqualTo(new Availability(PRESENT, PRESENT, false, List.of("n2")));
        // It is remembered that they have not had it, until they had.
        assertThat(of(EARLIER, EARLIER, FILE, FAILED))
                .isEqualTo(new Availability(EARLIER, EARLIER, true, List.of("n2")));
        assertThat(of(EARLIER, EARLIER, FILE, EVERYWHERE)).isEqualTo(new Availability(EARLIER, null, true, List.of()));
    }

    @Test
    void nodesThatDoNotAnswerAreNotWaitedForLongerThanFiveMinutes() {
        String almost = "2026-01-02T02:59:06Z";
        assertThat(of(null, almost, FILE, HALF).available()).isFalse();
        assertThat(of(null, almost, FILE, HALF).left(NOW)).contains(Duration.ofMillis(400));
        String over = "2026-01-02T02:59:05Z";
        assertThat(of(null, over, FILE, HALF)).isEqualTo(new Availability(PRESENT, over, false, List.of("n2")));
        Progress nobodyAnswers = new Progress(3, 0, List.of(), List.of());
        assertThat(of(null, null, FILE, nobodyAnswers).nodes()).isEqualTo("nodes that have not reported");
    }

    @Test
    void podsAreHeldToTheFileOnceSilentOnesAreSentToIt() {
        Availability begun = of(PRESENT, null, FILE, EVERYWHERE);
        assertThat(begun.available()).isTrue();
        assertThat(begun.holds(true)).isFalse();
        assertThat(begun.holds(false)).isTrue();
        assertThat(begun.left(NOW)).contains(Duration.ofMillis(2400));
        Availability later = Availability.of(PRESENT, null, FILE, EVERYWHERE, NOW.plusMillis(2400));
        assertThat(later.holds(true)).isTrue();
        assertThat(later.left(NOW.plusMillis(2400))).isEmpty();
    }

    @Test
    void withoutAFileThereIsNothingToWaitFor() {
        Availability nothing = new Availability(null, null, false, List.of());
        assertThat(of(EARLIER, null, NO_FILE, EVERYWHERE)).isEqualTo(nothing);
        assertThat(of(EARLIER, EARLIER, NO_FILE, HALF)).isEqualTo(nothing);
        assertThat(nothing.left(NOW)).isEmpty();
    }

    private static Availability of(
            @Nullable String since, @Nullable String waitingSince, boolean carried, Progress progress) {
        return Availability.of(since, waitingSince, carried, progress, NOW);
    }
}
