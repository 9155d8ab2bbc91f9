package dev.portcullis.agent;

import java.time.Duration;
import java.util.Optional;

/** Shows from outside whether a thread gets on with its work. */
final class Heartbeat {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private volatile long since;
    private volatile boolean busy;

    /** The thread begins its next item. */
    void item() {
        since = System.nanoTime();
        busy = true;
    }

    /** The thread waits for work. */
    void idle() {
        busy = false;
    }

    /** Says when the thread has been on one item for too long. */
    Optional<String> complaint() {
        long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
        return busy && seconds > LIMIT.toSeconds()
                ? Optional.of("the agent has been on one item for " + seconds + " s")
                : Optional.empty();
    }
}
