package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities of a container's first program, if that has neither file capabilities nor a set-user-ID bit.
 *
 * @param names the effective ones without {@code CAP_}, by number
 * @param effective the line {@code CapEff} of {@code /proc/PID/status}: 16 hexadecimal digits
 * @param bounding the line {@code CapBnd}
 * @param summary the first of the names, for tables
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EffectiveCapabilities(
        @Required @Size(max = 64) @JsonPropertyDescription("The effective capabilities, by number.")
        List<String> names,

        @Required @JsonPropertyDescription("The same as a mask: CapEff in /proc/PID/status.")
        String effective,

        @Required @JsonPropertyDescription("What files with capabilities can give at most: CapBnd in /proc/PID/status.")
        String bounding,

        @JsonPropertyDescription("The first of the names, for tables.") @Nullable
        String summary) {

    private static final int IN_SUMMARY = 3;

    /** The capabilities with their summary. */
    public static EffectiveCapabilities of(List<String> names, String effective, String bounding) {
        return new EffectiveCapabilities(names, effective, bounding, summary(names));
    }

    private static String summary(List<String> names) {
        int more = names.size() - IN_SUMMARY;
        return names.isEmpty()
                ? "none"
                : names.stream().limit(more == 1 ? IN_SUMMARY + 1 : IN_SUMMARY).collect(Collectors.joining(","))
                        + (more > 1 ? ",+" + more : "");
    }
}
