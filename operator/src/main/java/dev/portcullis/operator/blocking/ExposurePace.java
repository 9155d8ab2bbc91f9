package dev.portcullis.operator.blocking;

import java.time.Duration;

/** When the cluster's pods are listed the next time. Lists are under way for a twentieth of the time at most. */
final class ExposurePace {

    /** After the last news. */
    static final Duration SHORTEST = Duration.ofSeconds(10);

    /** While containers are exposed, and nothing changes. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** While none is: new pods can be. */
    static final Duration CALM = Duration.ofMinutes(5);

    private static final int PAUSE_PER_DURATION = 19;

    private ExposurePace() {}

    /**
     * The pause after a list.
     *
     * @param before the pause before it
     * @param changed whether it told anything new
     * @param exposed whether any container is exposed
     * @param taken how long it took
     */
    static Duration after(Duration before, boolean changed, boolean exposed, Duration taken) {
        Duration pause;
        if (changed) {
            pause = SHORTEST;
        } else if (!exposed) {
            pause = CALM;
        } else {
            Duration twice = before.multipliedBy(2);
            pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
        return longer(pause, least(taken));
    }

    /** The shortest pause after a list that took so long, even if there is reason for another one. */
    static Duration least(Duration taken) {
        return taken.multipliedBy(PAUSE_PER_DURATION);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
