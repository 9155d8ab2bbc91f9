package dev.portcullis.observer;

import java.time.Duration;

/**
 * Decides when one observation's counts are told: nearly at once after a quiet time, then in ever wider windows, but a denial
 * within a second. Times are those of {@link System#nanoTime}.
 */
final class TellingPace {

    static final long BASE = Duration.ofMillis(100).toNanos();
    static final long MAX_WINDOW = Duration.ofSeconds(8).toNanos();

    /** The rest of two seconds is for the API server, the operator and who watches. */
    static final long MAX_DENIAL_WINDOW = Duration.ofSeconds(1).toNanos();

    private long window = BASE;
    private boolean pending;
    private boolean denied;
    private long due;
    private boolean everTold;
    private long told;

    /** Notes a change that must be told. */
    void changed(long now, boolean denial) {
        if (!pending) {
            if (everTold && now - told > 2 * window) {
                window = BASE;
            }
            pending = true;
            denied = false;
            due = now + window;
        }
        if (denial && !denied) {
            denied = true;
            long soon = now + Math.min(window, MAX_DENIAL_WINDOW);
            due = soon - due < 0 ? soon : due;
        }
    }

    /** Returns whether there are changes to tell. */
    boolean isPending() {
        return pending;
    }

    /** The time to tell the pending changes. */
    long due() {
        return due;
    }

    /** Notes that the pending changes are being told. */
    void told(long now) {
        pending = false;
        everTold = true;
        told = now;
        window = Math.min(2 * window, MAX_WINDOW);
    }
}
