package dev.portcullis.operator.observing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When what was seen is folded anew: at once after a pause, so that a denial is told within two seconds, and else at
 * intervals long enough that the work stays a small part of the time.
 */
final class FoldPace {

    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** Folding takes at most one part of so many of the time. */
    static final int SHARE = 10;

    private final Map<String, Instant> next = new ConcurrentHashMap<>();

    /** The delay before the next; zero means now. */
    Duration delay(String observation, Instant now) {
        Instant due = next.getOrDefault(observation, Instant.MIN);
        // A clock that was set back must not suppress it.
        boolean wait = now.isBefore(due) && !now.isBefore(due.minus(LONGEST));
        return wait ? Duration.between(now, due) : Duration.ZERO;
    }

    /** Takes note of what one has cost. */
    void folded(String observation, Duration cost, Instant now) {
        Duration pause = cost.multipliedBy(SHARE);
        Duration atLeast = pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
        next.put(observation, now.plus(atLeast.compareTo(LONGEST) < 0 ? atLeast : LONGEST));
    }

    /** Forgets an observation that is gone. */
    void forget(String observation) {
        next.remove(observation);
    }
}
