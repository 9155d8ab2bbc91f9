package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of nodes that have a rendered document. Counts are those of the object's last rollout: nodes that come or
 * go afterwards change nothing.
 *
 * @param desired nodes that should have it: those that are available, and those that have it already
 * @param synced nodes that have it
 * @param failed available nodes that reported that they cannot write it
 * @param unavailable nodes that do not have it and are not available
 * @param missing the first of these by name; null for none
 * @param summary {@code synced/desired}, for tables
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeCounts(
        @JsonPropertyDescription(
                "Nodes that should have the document: those whose agent is ready, and those that have it already. As all"
                        + " numbers here, of the object's last rollout: nodes that come or go afterwards change nothing.")
        int desired,

        @JsonPropertyDescription("Nodes that have the document on disk.")
        int synced,

        @JsonPropertyDescription("Nodes that reported that they could not write it.")
        int failed,

        @JsonPropertyDescription(
                "Nodes that were not available and did not have it: their agent was not ready. Nothing waits for them.")
        int unavailable,

        @Size(max = 10) @JsonPropertyDescription("The first of the unavailable nodes, by name.") @Nullable
        List<String> missing,

        @JsonPropertyDescription("synced/desired, for tables.")
        String summary) {

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public NodeCounts {
        missing = missing == null || missing.isEmpty() ? null : List.copyOf(missing);
    }

    /** Counts with their summary. */
    public static NodeCounts of(int desired, int synced, int failed, int unavailable, List<String> missing) {
        return new NodeCounts(desired, synced, failed, unavailable, missing, synced + "/" + desired);
    }

    /** Counts where every node is available. */
    public static NodeCounts of(int desired, int synced, int failed) {
        return of(desired, synced, failed, 0, List.of());
    }

    /** The unavailable nodes that are named, never null. */
    public List<String> namesMissing() {
        return missing == null ? List.of() : missing;
    }
}
