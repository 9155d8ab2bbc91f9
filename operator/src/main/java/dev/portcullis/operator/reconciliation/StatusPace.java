package dev.portcullis.operator.reconciliation;

import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides when an object's status is written while its rollout goes on: at once when the rollout has settled, and before
 * that at moments that lie ever further apart, so that the number of writes grows with the logarithm of its duration.
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

    /** The delay for the write of a changed status; zero means now, and the write must follow. */
    Duration delay(Subject object, Rollout rollout, boolean settled, Instant now) {
        if (settled) {
            paces.remove(object);
            return Duration.ZERO;
        }
        Pace before = paces.get(object);
        // An edit is news, however long its predecessor has been waiting for a node that is gone.
        Pace pace = before != null && before.rollout.equals(rollout) ? before : new Pace(rollout, now, 0, false);
        Duration wait = Duration.between(now, pace.since.plus(offset(pace.written)));
        boolean due = !wait.isPositive();
        paces.put(object, new Pace(rollout, pace.since, due ? pace.written + 1 : pace.written, !due));
        return due ? Duration.ZERO : wait;
    }

    /** Returns whether a write already waits for its moment, so that news need not be looked at before. */
    boolean deferred(Subject object) {
        Pace pace = paces.get(object);
        return pace != null && pace.deferred;
    }

    /** There is nothing more to write of this object. */
    void forget(Subject object) {
        paces.remove(object);
    }

    private static Duration offset(int written) {
        return FIRST.multipliedBy((long) Math.pow(WIDENING, Math.min(written, 10)));
    }
}
