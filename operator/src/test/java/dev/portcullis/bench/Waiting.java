package dev.portcullis.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is measured, looking every 0.2 ms unless told otherwise. */
final class Waiting {

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration PAUSE = Duration.ofNanos(200_000);

    private Waiting() {}

    static void until(BooleanSupplier condition) {
        if (!until(condition, LONGEST)) {
            throw new IllegalStateException("not within " + LONGEST);
        }
    }

    /** Returns whether it has come true in time. */
    static boolean until(BooleanSupplier condition, Duration longest) {
        return until(condition, longest, PAUSE);
    }

    /** The same, looking as often as this. */
    static boolean until(BooleanSupplier condition, Duration longest, Duration pause) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > longest.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return true;
    }
}
