package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a runtime's default capabilities, in the form of a container's {@code securityContext.capabilities}
 * (core/v1, Capabilities): {@code ALL}, or names with or without {@code CAP_}, in any case.
 *
 * @param add the capabilities to add
 * @param drop the capabilities to drop; what is in both lists is dropped
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CapabilityAdjustment(
        @Size(max = 64) @JsonPropertyDescription("Capabilities to add, for example NET_BIND_SERVICE; or ALL.") @Nullable
        List<String> add,

        @Size(max = 64)
        @JsonPropertyDescription(
                "Capabilities to drop; or ALL, which leaves only those that add names. What is in both lists is dropped.")
        @Nullable
        List<String> drop) {

    /** Neither adds nor drops. */
    public static final CapabilityAdjustment NONE = new CapabilityAdjustment(null, null);

    /** The capabilities to add, never null. */
    public List<String> added() {
        return Objects.requireNonNullElse(add, List.of());
    }

    /** The capabilities to drop, never null. */
    public List<String> dropped() {
        return Objects.requireNonNullElse(drop, List.of());
    }
}
