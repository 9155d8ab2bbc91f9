package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/**
 * A value that an argument was seen with.
 *
 * @param index which argument, 0 to 5
 * @param value the value, unsigned
 * @param count how many calls had it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ObservedValue(
        @Required @Min(0) @Max(5) @JsonPropertyDescription("Which argument of the syscall, counted from 0.")
        int index,

        @Required
        @JsonPropertyDescription("The unsigned 64-bit value: an integer, or from 9223372036854775808 on a string.")
        Uint64 value,

        @Required @JsonPropertyDescription("How many calls had it.")
        long count) {}
