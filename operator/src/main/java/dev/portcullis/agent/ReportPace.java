package dev.portcullis.agent;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Decides when changes are reported: a single one nearly at once, a burst in ever wider windows. Times are those of
 * {@link System#nanoTime}.
 */
final class ReportPace {

    static final long BASE = Duration.ofMillis(20).toNanos();
    static final long MAX_WINDOW = Duration.ofSeconds(4).toNanos();

    private static final long WIDE = Duration.ofMillis(500).toNanos();

    /** The time from one node's report to the next one's, when all have the same to tell. */
    static final long SPREAD_PER_NODE = Duration.ofMillis(2).toNanos();

    /** Changes closer than this belong to a burst, for each node that reports them. */
    private static final long BURST_PER_NODE = Duration.ofMillis(25).toNanos();

    private static final long LONGEST_BURST_GAP = Duration.ofSeconds(2).toNanos();

    private final RandomGenerator random;
    private long window = BASE;
    private boolean pending;
    private boolean everChanged;
    private long first;
    private long last;
    private long jitter;
    private int changes;

    ReportPace(RandomGenerator random) {
        this.random = random;
    }

    /** Notes a change that must be reported; {@code nodes} is the number of agents that saw the same. */
    void changed(long now, long nodes) {
        // The more nodes there are, the slower comes even a burst, and the more does it cost to report each change.
        long gap = Math.max(2 * window, Math.min(nodes * BURST_PER_NODE, LONGEST_BURST_GAP));
        if (everChanged && !pending && now - last > gap) {
            window = BASE;
        }
        if (!pending) {
            pending = true;
            first = now;
            changes = 0;
            jitter = (long) (random.nextDouble() * Math.max(0, nodes) * SPREAD_PER_NODE);
        }
        everChanged = true;
        changes++;
        last = now;
    }

    /** The time to report the pending changes; empty when there are none. */
    OptionalLong due() {
        if (!pending) {
            return OptionalLong.empty();
        }
        // Differences to the first change, because nanoTime may overflow.
        long quiet = last - first + window / 4;
        return OptionalLong.of(first + Math.max(BASE, Math.min(window, quiet)) + jitter);
    }

    /** Notes that the pending changes are being reported. */
    void reported() {
        pending = false;
        // A wide window that caught one change only means that the burst is over.
        window = changes == 1 && window >= WIDE ? BASE : Math.min(2 * window, MAX_WINDOW);
    }
}
