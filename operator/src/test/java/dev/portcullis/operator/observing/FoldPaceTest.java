package dev.portcullis.operator.observing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FoldPaceTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final FoldPace pace = new FoldPace();

    @Test
    void whatComesAfterAPauseIsToldAtOnce() {
        assertThat(pace.delay("a", NOW)).isZero();
        pace.folded("a", Duration.ofMillis(3), NOW);
        assertThat(pace.delay("a", NOW.plusMillis(400))).isEqualTo(Duration.ofMillis(600));
        assertThat(pace.delay("b", NOW)).isZero();
        assertThat(pace.delay("a", NOW.plusSeconds(1))).isZero();
    }

    @Test
    void foldingTakesASmallPartOfTheTime() {
        pace.folded("a", Duration.ofMillis(200), NOW);
        assertThat(pace.delay("a", NOW)).isEqualTo(Duration.ofSeconds(2));
        pace.folded("a", Duration.ofHours(1), NOW);
        assertThat(pace.delay("a", NOW)).isEqualTo(FoldPace.LONGEST);
        pace.forget("a");
        assertThat(pace.delay("a", NOW)).isZero();
    }

    @Test
    void aClockThatIsSetBackSuppressesNothing() {
        pace.folded("a", Duration.ZERO, NOW);
        assertThat(pace.delay("a", NOW.minus(Duration.ofHours(1)))).isZero();
    }
}
