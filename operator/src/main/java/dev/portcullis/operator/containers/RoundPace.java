package dev.portcullis.operator.containers;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides when the next round is due: soon after something happened, then at growing intervals. Not thread-safe. */
final class RoundPace {

    /** The shortest pause: files need a moment to reach the nodes, and pods one to start again. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    /** The longest pause: pods start and end without anything telling of them. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** Rounds are under way for a twentieth of the time at most. */
    private static final int PAUSE_PER_DURATION = 19;

    private Duration pause = SHORTEST;
    private @Nullable Instant ended;
    private Duration taken = Duration.ZERO;

    /**
     * Returns whether a round is due.
     *
     * @param longest the longest pause that is borne, if rounds take no long time
     */
    boolean due(Instant now, Duration longest) {
        if (ended == null || now.isBefore(ended)) {
            // The first one, or the clock was set back.
            return true;
        }
        Duration least = taken.multipliedBy(PAUSE_PER_DURATION);
        Duration wanted = min(pause, longest);
        Duration wait = wanted.compareTo(least) > 0 ? wanted : least;
        return !now.isBefore(ended.plus(wait));
    }

    /** Notes a round. */
    void done(Instant begun, Instant now) {
        pause = ended == null ? SHORTEST : min(pause.multipliedBy(2), LONGEST);
        ended = now;
        taken = begun.isAfter(now) ? Duration.ZERO : Duration.between(begun, now);
    }

    /** Notes that something happened. */
    void hasten() {
        pause = SHORTEST;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
