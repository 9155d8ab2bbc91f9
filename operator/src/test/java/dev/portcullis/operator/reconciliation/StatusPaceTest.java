package dev.portcullis.operator.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusPaceTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final StatusPace.Rollout FIRST_EDIT = new StatusPace.Rollout(1, 100);
    private static final Subject OBJECT = Subject.profile("a");
    private final StatusPace pace = new StatusPace();

    @Test
    void aSettledRolloutIsWrittenAtOnce() {
        assertThat(pace.delay(OBJECT, FIRST_EDIT, true, START)).isZero();
        assertThat(pace.deferred(OBJECT)).isFalse();
    }

    @Test
    void anUnsettledOneWaitsForTheRestToCome() {
        assertThat(pace.delay(OBJECT, FIRST_EDIT, false, START)).isEqualTo(StatusPace.FIRST);
        assertThat(pace.deferred(OBJECT)).isTrue();
        assertThat(pace.delay(OBJECT, FIRST_EDIT, true, START.plusMillis(40))).isZero();
        assertThat(pace.deferred(OBJECT)).isFalse();
    }

    @Test
    void aRolloutOfAnHourIsWrittenAFewTimes() {
        int writes = 0;
        for (int second = 0; second < 3600; second++) {
            if (pace.delay(OBJECT, FIRST_EDIT, false, START.plusSeconds(second)).isZero()) {
                writes++;
            }
        }
        assertThat(writes).isBetween(5, 10);
    }

    @Test
    void theWaitIsToldSoThatTheMomentIsNotMissed() {
        pace.delay(OBJECT, FIRST_EDIT, false, START);
        Instant due = START.plus(StatusPace.FIRST);
        assertThat(pace.delay(OBJECT, FIRST_EDIT, false, due.minusMillis(1))).isEqualTo(Duration.ofMillis(1));
        assertThat(pace.delay(OBJECT, FIRST_EDIT, false, due)).isZero();
        assertThat(pace.delay(OBJECT, FIRST_EDIT, false, due)).isPositive();
    }

    @Test
    void anEditDoesNotInheritTheWaitOfARolloutThatNeverSettled() {
        for (int second = 0; second < 3600; second++) {
            pace.delay(OBJECT, FIRST_EDIT, false, START.plusSeconds(second));
        }
        Instant edited = START.plusSeconds(3600);
        assertThat(pace.delay(OBJECT, FIRST_EDIT, false, edited)).isGreaterThan(Duration.ofMinutes(10));
        // New bytes, and a new generation that renders to the same bytes.
        assertThat(pace.delay(OBJECT, new StatusPace.Rollout(2, 101), false, edited))
                .isEqualTo(StatusPace.FIRST);
        assertThat(pace.delay(OBJECT, new StatusPace.Rollout(3, 101), false, edited))
                .isEqualTo(StatusPace.FIRST);
    }
}
