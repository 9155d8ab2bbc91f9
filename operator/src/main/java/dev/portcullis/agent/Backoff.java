package dev.portcullis.agent;

import java.time.Duration;

/**
 * How long to wait before the next attempt: doubling, with jitter so that many agents do not come at once.
 *
 * @param first the wait after the first failure
 * @param most the longest wait
 */
record Backoff(Duration first, Duration most) {

    /** For files that could not be written. */
    static final Backoff FILES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    /** For an API server that does not answer. */
    static final Backoff CONNECTION = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

    /**
     * The wait in nanoseconds.
     *
     * @param failures how many attempts failed in a row, from 1
     * @param jitter in [0, 1): between half and the whole of the wait
     */
    long nanos(int failures, double jitter) {
        long whole = first.toNanos() << Math.min(failures - 1, 20);
        long capped = Math.min(whole, most.toNanos());
        return (long) (capped * (0.5 + jitter / 2));
    }
}
