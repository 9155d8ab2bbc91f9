package dev.portcullis.observation;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Moments in statuses, RFC 3339 in UTC, as milliseconds since 1970; 0 is not known. */
final class SeenTime {

    private SeenTime() {}

    /** 0 for none, and for what is no moment. */
    static long millis(@Nullable String time) {
        try {
            return time == null ? 0 : Instant.parse(time).toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** null for 0. */
    static @Nullable String text(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }

    /** The earlier one; what is not known is passed over. */
    static long earliest(long one, long other) {
        return one == 0 || (other != 0 && other < one) ? other : one;
    }
}
