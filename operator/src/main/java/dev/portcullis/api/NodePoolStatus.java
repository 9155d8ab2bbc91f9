package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node's agent made of the node selectors.
 *
 * @param observedGeneration the generation of the NodeSync's spec whose labels and releases are done; null for none yet
 * @param awaitingLabels how many files wait until the agent learns of a label of its node; null for none
 * @param leaving the first {@value NodeSync#MAX_LEAVING} files that the node's labels no longer ask for, and that are
 *     kept until they are released; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodePoolStatus(
        @JsonPropertyDescription("The generation of the spec that the files on disk follow.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("How many files wait until the agent learns of a label of its node.") @Nullable
        Integer awaitingLabels,

        @Size(max = NodeSync.MAX_LEAVING)
        @JsonPropertyDescription(
                "Files that the node's labels no longer ask for, kept until the operator knows that no pod here uses them.")
        @Nullable
        List<FileRevision> leaving) {

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public NodePoolStatus {
        leaving = leaving == null || leaving.isEmpty() ? null : List.copyOf(leaving);
    }

    /** The files that are kept for now, never null. */
    public List<FileRevision> kept() {
        return leaving == null ? List.of() : leaving;
    }
}
