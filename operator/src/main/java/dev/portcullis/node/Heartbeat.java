package dev.portcullis.node;

import java.time.Duration;
import java.util.Optional;

/** The progress of a thread, visible from outside. */
public final class Heartbeat {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private volatile long since;
    private volatile boolean busy;

    /** Notes that the thread begins its next item. */
    public void item() {
        since = System.nanoTime();
        busy = true;
    }

    /** Notes that the thread waits for work. */
    public void idle() {
        busy = false;
    }

    /** Complains when the thread has been on one item for too long. */
    public Optional<String> complaint() {
        long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
        return busy && seconds > LIMIT.toSeconds()
                ? Optional.of("its thread has been on one item for " + seconds + " s")
                : Optional.empty();
    }
}
