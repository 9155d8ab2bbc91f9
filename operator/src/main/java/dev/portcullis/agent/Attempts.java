package dev.portcullis.agent;

import java.util.concurrent.ThreadLocalRandom;

/** When the API server is tried again. Times are those of {@link System#nanoTime}. Not for use by several threads. */
final class Attempts {

    private int failures;
    private long next = System.nanoTime();

    /** When the next one is due. */
    long next() {
        return next;
    }

    /** How many failed since the last that did not. */
    int failures() {
        return failures;
    }

    /** One failed: the next waits, longer each time. */
    void failed() {
        failures++;
        next = System.nanoTime()
                + Backoff.CONNECTION.nanos(failures, ThreadLocalRandom.current().nextDouble());
    }

    /** What went on has ended by itself: the next is due now, but must not end at once too. */
    void ended() {
        failures = 1;
        next = System.nanoTime();
    }

    /** One did not fail; true when the one before it did. */
    boolean succeeded() {
        boolean recovered = failures > 0;
        failures = 0;
        return recovered;
    }

    /** The next need not wait for longer than this. */
    void hasten(long nanos) {
        long now = System.nanoTime();
        next = now + Math.min(next - now, nanos);
    }
}
