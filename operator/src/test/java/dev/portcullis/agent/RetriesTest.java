package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Retries retries = new Retries(new Random(3));

    @Test
    void waitsDoubleUpToAMinute() {
        assertThat(Backoff.FILES.nanos(1, 0.999)).isBetween(SECOND / 2, SECOND);
        assertThat(Backoff.FILES.nanos(3, 0)).isEqualTo(2 * SECOND);
        assertThat(Backoff.FILES.nanos(1000, 0.999)).isBetween(59 * SECOND, 60 * SECOND);
    }

    @Test
    void aFileIsDueAfterItsWaitAndNotOnceItIsDone() {
        retries.failed("a.json", 0);
        assertThat(retries.due(0)).isEmpty();
        assertThat(retries.untilNext(0).orElseThrow()).isBetween(SECOND / 2, SECOND);
        assertThat(retries.due(SECOND)).containsExactly("a.json");
        retries.failed("a.json", SECOND);
        assertThat(retries.due(SECOND + SECOND / 2)).isEmpty();
        retries.done("a.json");
        assertThat(retries.due(100 * SECOND)).isEmpty();
        assertThat(retries.untilNext(0)).isEmpty();
    }
}
