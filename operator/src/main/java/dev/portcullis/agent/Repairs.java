package dev.portcullis.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Files that were found changed on disk and put right since the agent started.
 *
 * @param count how many
 * @param last when that last happened
 */
record Repairs(long count, @Nullable Instant last) {

    static final Repairs NONE = new Repairs(0, null);

    Repairs oneMore(Instant now) {
        return new Repairs(count + 1, now);
    }
}
