package dev.portcullis.operator.reconciliation;

import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Delays alarms about problems that another object can solve, because it may be on its way, as when a whole folder is
 * applied. The status reports them at once.
 */
final class Patience {

    /** The time that the other object may take. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private record Waiting(String complaint, Instant since) {}

    private final Map<Subject, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * The time left until the alarm; zero once, when it is due; empty when there is none.
     *
     * @param complaint the problem
     * @param isNew whether the status has not reported it yet
     */
    Optional<Duration> with(Subject object, String complaint, boolean isNew, Instant now) {
        Waiting before = waiting.get(object);
        if (before == null || !before.complaint.equals(complaint)) {
            waiting.remove(object);
            if (!isNew) {
                return Optional.empty();
            }
            waiting.put(object, new Waiting(complaint, now));
            return Optional.of(LIMIT);
        }
        Duration left = Duration.between(now, before.since.plus(LIMIT));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        waiting.remove(object);
        return Optional.of(Duration.ZERO);
    }

    /** Ends the wait: nothing is wrong any more. */
    void end(Subject object) {
        waiting.remove(object);
    }
}
