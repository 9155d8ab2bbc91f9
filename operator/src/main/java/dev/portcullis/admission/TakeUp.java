package dev.portcullis.admission;

import java.time.Duration;

/** When a change of an admission policy counts for every pod. */
public final class TakeUp {

    /**
     * How long after a write every API server goes by it: each looks at changed policies once a second
     * (policyRefreshInterval in the API server's admission plugin), at the ones that fill in and the ones that refuse at
     * different moments; times in status have whole seconds, and watches come a little later.
     */
    public static final Duration EVERYWHERE = Duration.ofSeconds(3);

    private TakeUp() {}
}
