package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stages by which a change reaches the nodes. Every node follows after the last step, whether or not it says so.
 *
 * @param steps in order, each with more nodes than the one before
 * @param gates what has to be well before a step ends, as words; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rollout(
        @Required
        @Size(min = 1, max = MAX_STEPS)
        @JsonPropertyDescription(
                "The steps, in order. A change reaches every node after the last one. The first version of an object is"
                        + " never held back.")
        List<RolloutStep> steps,

        @Size(max = 1)
        @JsonPropertyDescription(
                "What has to be well before a step ends. podsHealthy: no container that uses the object's file, and"
                        + " started after its node had the change, crashed or failed to start.")
        @Nullable
        List<String> gates) {

    /** The most steps that a rollout may have. */
    public static final int MAX_STEPS = 20;

    /** The annotation that lets a rollout go on. */
    public static final String APPROVE_ANNOTATION = "portcullis.dev/approve";

    /** The annotation that brings the old documents back. */
    public static final String ABORT_ANNOTATION = "portcullis.dev/abort";

    /** The gate that looks at pods. */
    public static final String PODS_HEALTHY = "podsHealthy";

    /** Returns whether pods have to be well before a step ends. */
    public boolean watchesPods() {
        return Objects.requireNonNullElse(gates, List.of()).contains(PODS_HEALTHY);
    }
}
