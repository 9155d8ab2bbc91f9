package dev.portcullis.operator.reconciliation;

import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides when an object's status is written: at once when its rollout has settled, and before that at growing
 * intervals, so that the number of writes grows with the logarithm of its duration.
 */
public final class StatusPace {

    /** Nearly every rollout settles within this time, and then costs one status write. */
    static final Duration FIRST = Duration.ofMillis(500);

    private static final int WIDENING = 3;

    /**
     * The rollout that a status is about.
     *
     * @param generation of the object's spec
     * @param revision of the ConfigMap that carries it; 0 when there is none
     */
    record Rollout(long generation, long revision) {}

    private record Pace(Rollout rollout, Instant since, int written, boolean deferred) {}

    private final Map<Subject, Pace> paces = new ConcurrentHashMap<>();

    /** The delay before a changed status is written; zero means now, and the write must follow. */
    Duration delay(Subject object, Rollout rollout, boolean settled, Instant now) {
        if (settled) {
            paces.remove(object);
            return Duration.ZERO;
        }
        Pace before = paces.get(object);
        // An edit starts anew, however long the last rollout has been waiting for a node that is gone.
        Pace pace = before != null && before.rollout.equals(rollout) ? before : new Pace(rollout, now, 0, false);
        Duration wait = Duration.between(now, pace.since.plus(offset(pace.written)));
        boolean due = !wait.isPositive();
        paces.put(object, new Pace(rollout, pace.since, due ? pace.written + 1 : pace.written, !due));
        return due ? Duration.ZERO : wait;
    }

    /** Returns whether a write is already scheduled, so that news can wait until then. */
    boolean deferred(Subject object) {
        Pace pace = paces.get(object);
        return pace != null && pace.deferred;
    }

    /** Forgets an object that needs no more writes. */
    void forget(Subject object) {
        paces.remove(object);
    }

    private static Duration offset(int written) {
        return FIRST.multipliedBy((long) Math.pow(WIDENING, Math.min(written, 10)));
    }
}
