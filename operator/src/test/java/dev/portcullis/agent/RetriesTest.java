package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.node.Backoff;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final RandomGenerator SHORTEST = () -> 0;
    private static final RandomGenerator LONGEST = () -> -1;

    private final Retries retries = new Retries(new Random(3));

    @Test
    void waitsDoubleUpToAMinute() {
        assertThat(waitAfter(1, LONGEST)).isBetween(SECOND - 1, SECOND);
        assertThat(waitAfter(3, SHORTEST)).isEqualTo(2 * SECOND);
        assertThat(waitAfter(3, LONGEST)).isBetween(4 * SECOND - 1, 4 * SECOND);
        assertThat(waitAfter(1000, SHORTEST)).isEqualTo(30 * SECOND);
        assertThat(waitAfter(1000, LONGEST)).isBetween(60 * SECOND - 1, 60 * SECOND);
    }

    @Test
    void aSuccessStartsOver() {
        Backoff backoff = Backoff.ofFile(SHORTEST, 0);
        assertThat(backoff.next()).isZero();
        assertThat(backoff.succeeded()).isFalse();
        backoff.failed(0);
        backoff.failed(SECOND);
        assertThat(backoff.failures()).isEqualTo(2);
        assertThat(backoff.succeeded()).isTrue();
        backoff.failed(9 * SECOND);
        assertThat(backoff.next()).isEqualTo(9 * SECOND + SECOND / 2);
    }

    @Test
    void aWaitIsShortenedAndNeverMadeLonger() {
        Backoff backoff = Backoff.ofFile(SHORTEST, 0);
        backoff.failed(0);
        backoff.hasten(SECOND / 4, SECOND);
        assertThat(backoff.next()).isEqualTo(SECOND / 2);
        backoff.hasten(SECOND / 4, 10);
        assertThat(backoff.next()).isEqualTo(SECOND / 4 + 10);
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

    private static long waitAfter(int failures, RandomGenerator random) {
        Backoff backoff = Backoff.ofFile(random, 0);
        for (int i = 0; i < failures; i++) {
            backoff.failed(0);
        }
        return backoff.next();
    }
}
