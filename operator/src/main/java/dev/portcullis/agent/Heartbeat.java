package dev.portcullis.agent;

import java.time.Duration;
import java.util.Optional;

/** The progress of a thread, visible from outside. */
final class Heartbeat {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private volatile long since;
    private volatile boolean busy;

    /** Notes that the thread begins its next item. */
    void item() {
        since = System.nanoTime();
        busy = true;
    }

    /** Notes that the thread waits for work. */
    void idle() {
        busy = false;
    }

    /** Complains when the thread has been on one item for too long. */
    Optional<String> complaint() {
        long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
        return busy && seconds > LIMIT.toSeconds()
                ? Optional.of("the agent has been on one item for " + seconds + " s")
                : Optional.empty();
    }
}
