package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one node's profile directory.
 *
 * @param appliedRevision the resourceVersion up to which every rendition is on disk or listed in {@code failures}
 * @param files how many files the agent keeps
 * @param failed how many files are not in the state asked for, or kept although nothing asks for them
 * @param failures the first {@value NodeSync#MAX_FAILURES} of those
 * @param repaired how many files were found changed on disk and put right since the agent started
 * @param lastRepairTime when that last happened, RFC 3339 in UTC
 * @param architecture the node's architecture, as Go names it ({@code amd64})
 * @param kernelVersion the running kernel's release, as {@code uname -r} prints it
 * @param agentVersion the agent's version
 * @param nodeUid the UID of the Node whose disk this is about; the object may be that of an earlier Node of this name
 * @param attested since when the node has which revision, oldest first; without what matters to no file any more
 * @param pool what the agent made of node selectors; null when there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeSyncStatus(
        @Required
        @JsonPropertyDescription(
                "The resourceVersion up to which every rendered ConfigMap is on this node's disk or listed in"
                        + " failures.")
        long appliedRevision,

        @Required @JsonPropertyDescription("How many files the agent keeps on this node.")
        int files,

        @Required @JsonPropertyDescription("How many files are not as they should be.")
        int failed,

        @Size(max = NodeSync.MAX_FAILURES)
        @JsonPropertyDescription("The first of those files, with the reason.")
        @Nullable
        List<FileFailure> failures,

        @JsonPropertyDescription("How many files were found changed on disk and put right since the agent started.")
        @Nullable
        Long repaired,

        @Size(max = 32) @JsonPropertyDescription("When a file was last put right.") @Nullable
        String lastRepairTime,

        @Size(max = 32)
        @JsonPropertyDescription("The node's architecture, as in the label kubernetes.io/arch.")
        @Nullable
        String architecture,

        @Size(max = NodeSync.MAX_FACT)
        @JsonPropertyDescription("The running kernel's release, as uname -r prints it.")
        @Nullable
        String kernelVersion,

        @Size(max = NodeSync.MAX_FACT) @JsonPropertyDescription("The agent's version.") @Nullable
        String agentVersion,

        @Size(max = NodeSync.MAX_FACT)
        @JsonPropertyDescription("The UID of the Node whose disk this status is about.")
        @Nullable
        String nodeUid,

        @Size(max = NodeSync.MAX_ATTESTED)
        @JsonPropertyDescription(
                "Since when the node has which revision, oldest first: containers that started later got these files.")
        @Nullable
        List<Attestation> attested,

        @JsonPropertyDescription("What the agent made of node selectors; absent when there are none.") @Nullable
        NodePoolStatus pool) {

    /** A status without a history, in a cluster without node selectors. */
    public NodeSyncStatus(
            long appliedRevision,
            int files,
            int failed,
            @Nullable List<FileFailure> failures,
            @Nullable Long repaired,
            @Nullable String lastRepairTime,
            @Nullable String architecture,
            @Nullable String kernelVersion,
            @Nullable String agentVersion,
            @Nullable String nodeUid) {
        this(
                appliedRevision,
                files,
                failed,
                failures,
                repaired,
                lastRepairTime,
                architecture,
                kernelVersion,
                agentVersion,
                nodeUid,
                null,
                null);
    }

    /** The same with this history. */
    public NodeSyncStatus attesting(List<Attestation> history) {
        return new NodeSyncStatus(
                appliedRevision,
                files,
                failed,
                failures,
                repaired,
                lastRepairTime,
                architecture,
                kernelVersion,
                agentVersion,
                nodeUid,
                history.isEmpty() ? null : List.copyOf(history),
                pool);
    }

    /** The history, never null. */
    public List<Attestation> history() {
        return attested == null ? List.of() : attested;
    }

    /** The same with what the agent made of node selectors. */
    public NodeSyncStatus inPool(@Nullable NodePoolStatus selected) {
        return new NodeSyncStatus(
                appliedRevision,
                files,
                failed,
                failures,
                repaired,
                lastRepairTime,
                architecture,
                kernelVersion,
                agentVersion,
                nodeUid,
                attested,
                selected);
    }

    /** How many files wait until the agent learns of a label of its node. */
    public int filesAwaitingLabels() {
        return pool == null || pool.awaitingLabels() == null ? 0 : pool.awaitingLabels();
    }

    /** The listed failures, never null. */
    public List<FileFailure> listedFailures() {
        return failures == null ? List.of() : failures;
    }
}
