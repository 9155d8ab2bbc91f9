package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * On how many nodes a rendered document is.
 *
 * @param desired nodes that should have it
 * @param synced nodes that have it
 * @param failed nodes that reported that they cannot write it
 * @param summary {@code synced/desired}, for tables
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeCounts(
        @JsonPropertyDescription(
                "Nodes that should have the document: the larger of the NodeSyncs that exist and the number"
                        + " of nodes that the agent's DaemonSet wants to run on.")
        int desired,

        @JsonPropertyDescription("Nodes that have the document on disk.")
        int synced,

        @JsonPropertyDescription("Nodes that reported that they could not write it.")
        int failed,

        @JsonPropertyDescription("synced/desired, for tables.")
        String summary) {

    /** Counts with their summary. */
    public static NodeCounts of(int desired, int synced, int failed) {
        return new NodeCounts(desired, synced, failed, synced + "/" + desired);
    }
}
