package dev.portcullis.node;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Times the next attempt at something that fails: the wait doubles, with jitter so that many agents do not come at once. Times
 * are those of {@link System#nanoTime}. Not for use by several threads.
 */
public final class Backoff {

    private final long first;
    private final long most;
    private final RandomGenerator random;
    private int failures;
    private long next;

    private Backoff(Duration first, Duration most, RandomGenerator random, long now) {
        this.first = first.toNanos();
        this.most = most.toNanos();
        this.random = random;
        this.next = now;
    }

    /** The waits for a file that cannot be brought to disk. */
    public static Backoff ofFile(RandomGenerator random, long now) {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random, now);
    }

    /** The waits for an API server that does not answer. */
    public static Backoff ofConnection(long now) {
        return new Backoff(
                Duration.ofMillis(250),
                Duration.ofSeconds(30),
                () -> ThreadLocalRandom.current().nextLong(),
                now);
    }

    /** The time of the next attempt; the first is due at once. */
    public long next() {
        return next;
    }

    /** The number of attempts that failed since the last that did not. */
    public int failures() {
        return failures;
    }

    /** Notes a failure: the next attempt waits, longer each time, half of the wait at random. */
    public void failed(long now) {
        failures++;
        long wait = Math.min(first << Math.min(failures - 1, 20), most);
        next = now + (long) (wait * (0.5 + random.nextDouble() / 2));
    }

    /** Notes that a long attempt ended by itself: the next is due now, but must not end at once too. */
    public void ended(long now) {
        failures = 1;
        next = now;
    }

    /** Notes a success; returns whether the attempt before it failed. */
    public boolean succeeded() {
        boolean recovered = failures > 0;
        failures = 0;
        return recovered;
    }

    /** Shortens the wait to this at most. */
    public void hasten(long now, long nanos) {
        next = now + Math.min(next - now, nanos);
    }
}
