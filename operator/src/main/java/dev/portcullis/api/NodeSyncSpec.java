package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the operator tells the agent of one node about the node, where node pools are on.
 *
 * @param nodeLabels those labels of the Node that some {@code nodeSelector} asks for; null for none
 * @param missingLabels the keys of labels that some {@code nodeSelector} asks for and the Node does not have; null for none
 * @param released files of a pool that the node left, and that no pod here uses any more; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeSyncSpec(
        @JsonPropertyDescription("The labels of the Node that some nodeSelector asks for.") @Nullable
        Map<String, String> nodeLabels,

        @Size(max = NodeSync.MAX_LABELS)
        @JsonPropertyDescription("The keys of labels that some nodeSelector asks for and the Node does not have.")
        @Nullable
        List<String> missingLabels,

        @Size(max = NodeSync.MAX_LEAVING)
        @JsonPropertyDescription(
                "Files that the Node's labels no longer ask for, and that no pod on the node uses: the agent removes them.")
        @Nullable
        List<FileRevision> released) {

    /** The API server does not tell absent members from empty ones, so they must be equal here. */
    public NodeSyncSpec {
        nodeLabels = nodeLabels == null || nodeLabels.isEmpty() ? null : new TreeMap<>(nodeLabels);
        missingLabels = missingLabels == null || missingLabels.isEmpty() ? null : List.copyOf(missingLabels);
        released = released == null || released.isEmpty() ? null : List.copyOf(released);
    }

    /** The labels that the Node has, never null. */
    public Map<String, String> labels() {
        return nodeLabels == null ? Map.of() : nodeLabels;
    }

    /** The keys of labels that it does not have, never null. */
    public List<String> missing() {
        return missingLabels == null ? List.of() : missingLabels;
    }

    /** The files that may go, never null. */
    public List<FileRevision> releases() {
        return released == null ? List.of() : released;
    }
}
