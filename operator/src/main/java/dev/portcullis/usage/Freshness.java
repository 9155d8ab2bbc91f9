package dev.portcullis.usage;

import dev.portcullis.rendition.RevisionHistory.Since;
import java.time.Instant;

/** Whether a running container has what its node has. */
public enum Freshness {
    /** It started when its node had it. */
    FRESH,
    /** It started before. */
    STALE,
    /** It started before its node's history begins, which says no more. */
    UNCERTAIN;

    /**
     * Judges a start.
     *
     * @param started when the container started, by its node's clock
     * @param since since when the node has the revision
     */
    public static Freshness of(Instant started, Since since) {
        return switch (since) {
            case Since.Known known -> started.isBefore(known.time()) ? STALE : FRESH;
            case Since.AtTheLatest first -> started.isBefore(first.time()) ? UNCERTAIN : FRESH;
            case Since.NotYet notYet -> STALE;
        };
    }

    /** Returns whether it may lack what its node has. */
    public boolean isDoubtful() {
        return this != FRESH;
    }
}
