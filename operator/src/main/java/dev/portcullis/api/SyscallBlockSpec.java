package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is denied, for how long, and to whom.
 *
 * @param syscalls the calls
 * @param reason why, in words
 * @param expires when the block ends by itself, RFC 3339; null for never
 * @param exemptProfiles the profiles whose documents stay as they are; {@code policy/NAME} is a CapabilityPolicy
 * @param pods {@code Rendered} or {@code All}; null is the first
 * @param base with {@code All} the profile that fills in pods without one; null is {@value #DEFAULT_BASE}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.base) || self.base == '' || (has(self.pods) && self.pods == 'All')",
        fieldPath = ".base",
        message = "base is the profile for pods that have none, and such pods are touched only with pods: All")
public record SyscallBlockSpec(
        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("The calls that are denied.")
        List<BlockedSyscalls> syscalls,

        @Size(max = 1024)
        @JsonPropertyDescription("Why, for those who meet the block: the name of a hole, a link, whom to ask.")
        @Nullable
        String reason,

        @Size(max = 64)
        @JsonPropertyDescription("When the block ends by itself, as 2026-05-01T12:00:00Z. Absent means never.")
        @Nullable
        String expires,

        @Size(max = 256)
        @JsonPropertyDescription(
                "SeccompProfiles that the block leaves as they are; policy/NAME is a CapabilityPolicy. What"
                        + " is built on such a profile is not exempt itself.")
        @Nullable
        List<String> exemptProfiles,

        @JsonPropertyDescription(
                "Rendered: the block is in every file that objects here are rendered to. All: pods that name"
                        + " no file of ours also get one with the block in it, unless they say Unconfined.")
        @Nullable
        String pods,

        @Size(max = SeccompProfile.MAX_NAME_LENGTH)
        @JsonPropertyDescription("With pods: All, the SeccompProfile that pods without one get, with the block in it."
                + " Absent means " + SyscallBlockSpec.DEFAULT_BASE + ".")
        @Nullable
        String base) {

    /** The base of a block that names none. */
    public static final String DEFAULT_BASE = "runtime-default";

    private static final String ALL = "All";

    /** Returns whether pods that name no file of ours are filled in. */
    public boolean fillsPods() {
        return ALL.equals(pods);
    }

    /** The profile that fills in pods. */
    public String baseOfPods() {
        return base == null || base.isEmpty() ? DEFAULT_BASE : base;
    }
}
