package dev.portcullis.operator.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BlockPaceTest {

    private final BlockPace pace = new BlockPace();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aBlockThatSettlesIsReportedAtOnce() {
        assertThat(delay(false, false)).isEqualTo(BlockPace.FIRST);
        after(Duration.ofMillis(200));
        assertThat(delay(true, false)).isZero();
    }

    @Test
    void aBlockThatTakesLongIsReportedAtGrowingIntervals() {
        int writes = 0;
        for (int second = 0; second < 600; second++) {
            writes += delay(false, false).isZero() ? 1 : 0;
            after(Duration.ofSeconds(1));
        }
        assertThat(writes).isBetween(10, 30);
    }

    @Test
    void manyNewObjectsMakeFewWrites() {
        assertThat(delay(true, true)).isZero();
        int writes = 0;
        for (int tenth = 0; tenth < 600; tenth++) {
            after(Duration.ofMillis(100));
            writes += delay(true, true).isZero() ? 1 : 0;
        }
        assertThat(writes).isBetween(3, 8);
    }

    @Test
    void documentsThatWereJustMadeTakeNothingBackAtOnce() {
        assertThat(delay(true, true)).isZero();
        after(Duration.ofMinutes(10));
        assertThat(delay(false, true)).isEqualTo(BlockPace.PATIENCE);
        after(Duration.ofSeconds(1));
        pace.calm("a", 1, true, now);
        after(Duration.ofMinutes(1));
        assertThat(delay(false, true)).isEqualTo(BlockPace.PATIENCE);
        after(BlockPace.PATIENCE);
        assertThat(delay(false, true)).isZero();
    }

    @Test
    void anEditStartsAnew() {
        assertThat(delay(true, false)).isZero();
        assertThat(delay(true, false)).isPositive();
        assertThat(pace.delay("a", 2, true, false, now)).isZero();
    }

    private Duration delay(boolean settled, boolean patient) {
        return pace.delay("a", 1, settled, patient, now);
    }

    private void after(Duration time) {
        now = now.plus(time);
    }
}
