package dev.portcullis.machine;

import java.time.Duration;

/**
 * How long tests wait for what takes far less on a machine that does nothing else. A limit that a test asserts is its own
 * constant.
 */
public final class Deadline {

    /** For one step: a reconciliation, an Event, an admission policy that the API server takes up. */
    public static final Duration STEP = Duration.ofSeconds(30);

    /** For several: a process starts, every node reports, the API server's collector runs, which pauses for half a minute. */
    public static final Duration ROLLOUT = Duration.ofMinutes(2);

    /** For a node that starts anew, and for a thousand objects. */
    public static final Duration RECOVERY = Duration.ofMinutes(5);

    private Deadline() {}
}
