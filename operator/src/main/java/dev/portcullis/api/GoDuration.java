package dev.portcullis.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them (time.ParseDuration) and the schemas let them through, for example {@code 1h30m}. */
public final class GoDuration {

    private static final Pattern PART = Pattern.compile("([0-9.]+)(h|ms|m|s)");
    private static final Map<String, Long> MILLIS = Map.of("h", 3_600_000L, "m", 60_000L, "s", 1_000L, "ms", 1L);

    private GoDuration() {}

    /** The duration, in whole milliseconds, rounded up. */
    public static Duration parse(String text) {
        BigDecimal millis = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            millis = millis.add(new BigDecimal(part.group(1))
                    .multiply(BigDecimal.valueOf(Objects.requireNonNull(MILLIS.get(part.group(2))))));
        }
        return Duration.ofMillis(millis.setScale(0, RoundingMode.CEILING).longValue());
    }
}
