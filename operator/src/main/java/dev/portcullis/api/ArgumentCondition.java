package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one argument of a syscall.
 *
 * @param index which argument, 0 to 5
 * @param value the number to compare with; for {@code SCMP_CMP_MASKED_EQ} the mask
 * @param valueTwo for {@code SCMP_CMP_MASKED_EQ} what the masked argument must equal
 * @param op the comparison
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.valueTwo) || self.valueTwo == 0 || self.op == 'SCMP_CMP_MASKED_EQ'",
        fieldPath = ".valueTwo",
        message = "valueTwo has a meaning only with op SCMP_CMP_MASKED_EQ")
public record ArgumentCondition(
        @Required @Min(0) @Max(5) @JsonPropertyDescription("Which argument of the syscall, counted from 0.")
        int index,

        @Required
        @JsonPropertyDescription("The unsigned 64-bit number that the argument is compared with: an integer up to"
                + " 9223372036854775807, or a string in decimal or with 0x in hexadecimal for the whole range."
                + " With SCMP_CMP_MASKED_EQ it is the mask.")
        Uint64 value,

        @JsonPropertyDescription(
                "With SCMP_CMP_MASKED_EQ: what the argument must equal under the mask. Written like value.")
        @Nullable
        Uint64 valueTwo,

        @Required @JsonPropertyDescription("How the argument is compared, unsigned.")
        String op) {}
