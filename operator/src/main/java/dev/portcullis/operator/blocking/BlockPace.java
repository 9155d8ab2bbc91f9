package dev.portcullis.operator.blocking;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a block's status is written: at once when the block has settled, and else at intervals that grow while there is
 * ever more to say.
 */
public final class BlockPace {

    /** Nearly every block settles within this time, and then costs one write, and one more for who is exposed. */
    static final Duration FIRST = Duration.ofMillis(500);

    /** A document that was just made is no reason to say that the block is not everywhere. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int WIDENING = 3;
    private static final int CALM = 10;

    /**
     * @param since when it began to be unsettled; null while it is settled
     * @param last when the status was written; null before
     */
    private record Pace(
            long generation,
            @Nullable Instant since,
            @Nullable Instant last,
            Duration gap) {}

    private final Map<String, Pace> paces = new HashMap<>();

    /**
     * The delay before a changed status is written; zero means now, and the write must follow.
     *
     * @param generation of the block's spec
     * @param settled whether nothing is left to wait for
     * @param patient whether it can wait for what is left
     */
    public synchronized Duration delay(String block, long generation, boolean settled, boolean patient, Instant now) {
        Pace before = paces.get(block);
        Pace pace = before == null || before.generation != generation
                ? new Pace(generation, settled ? null : now, null, FIRST)
                : before;
        Instant since = settled ? null : pace.since == null ? now : pace.since;
        boolean settles = settled && pace.since != null;
        Instant due = due(pace, since, settles, patient, now);
        if (now.isBefore(due)) {
            paces.put(block, new Pace(generation, settles ? pace.since : since, pace.last, pace.gap));
            return Duration.between(now, due);
        }
        boolean goesOn = pace.last != null && now.isBefore(pace.last.plus(pace.gap.multipliedBy(CALM)));
        paces.put(block, new Pace(generation, since, now, goesOn ? wider(pace.gap) : FIRST));
        return Duration.ZERO;
    }

    /** Takes note that there is nothing to write. */
    public synchronized void calm(String block, long generation, boolean settled, Instant now) {
        Pace pace = paces.get(block);
        if (pace != null && pace.generation == generation) {
            Instant since = settled ? null : pace.since == null ? now : pace.since;
            paces.put(block, new Pace(generation, since, pace.last, pace.gap));
        }
    }

    /** Forgets a block that is gone. */
    public synchronized void forget(String block) {
        paces.remove(block);
    }

    private static Instant due(Pace pace, @Nullable Instant since, boolean settles, boolean patient, Instant now) {
        if (settles) {
            return now;
        }
        Instant first = since == null ? now : since.plus(patient ? PATIENCE : FIRST);
        Instant next = pace.last == null ? first : pace.last.plus(pace.gap);
        return next.isAfter(first) ? next : first;
    }

    private static Duration wider(Duration gap) {
        Duration wider = gap.multipliedBy(WIDENING);
        return wider.compareTo(LONGEST) < 0 ? wider : LONGEST;
    }
}
