package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What a container's first program holds, when it has neither file capabilities nor a set-user-ID bit.
 *
 * @param names the effective ones without {@code CAP_}, by number
 * @param effective the line {@code CapEff} of {@code /proc/PID/status}: 16 hexadecimal digits
 * @param bounding the line {@code CapBnd}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EffectiveCapabilities(
        @Required @Size(max = 64) @JsonPropertyDescription("The effective capabilities, by number.")
        List<String> names,

        @Required @JsonPropertyDescription("The same as a mask: CapEff in /proc/PID/status.")
        String effective,

        @Required @JsonPropertyDescription("What files with capabilities can give at most: CapBnd in /proc/PID/status.")
        String bounding) {}
