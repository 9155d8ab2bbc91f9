package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rollout of a profile. Written by the operator alone.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param localhostProfile what pods write as {@code localhostProfile}
 * @param sha256 digest of the rendered document that the counts in {@code nodes} are about, in lower-case hexadecimal
 * @param variants the same for nodes of architectures that have a document of their own
 * @param minKernel the oldest kernel whose nodes take the documents, as {@code 4.8}; absent when any does
 * @param revision the resourceVersion of the ConfigMap with which the documents came as they are
 * @param syscalls how many distinct syscalls the rendered rules name
 * @param nodes on how many nodes that document is
 * @param stalePods how many pods may run under earlier documents; absent when that is not counted
 * @param failures the first nodes that could not write it, by name
 * @param rollout the last change that went out by stages; null when none did
 * @param warnings what was accepted but is probably a mistake
 * @param warningCount how many of these are listed; absent for none
 * @param blocks the SyscallBlocks that changed the documents, by name; absent for none
 * @param conditions {@code Rendered}, {@code Ready}, {@code Stalled} where only the user can mend it, and {@code InUse}
 *     while pods keep a deleted profile
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeccompProfileStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("What pods write as securityContext.seccompProfile.localhostProfile.") @Nullable
        String localhostProfile,

        @JsonPropertyDescription("SHA-256 of the rendered document that the counts in nodes speak of.") @Nullable
        String sha256,

        @Size(max = 32)
        @JsonPropertyDescription("Digests of the documents for nodes of architectures where they differ.")
        @Nullable
        List<VariantDigest> variants,

        @JsonPropertyDescription("The oldest kernel for which the documents are right: older nodes refuse them.")
        @Nullable
        String minKernel,

        @JsonPropertyDescription(
                "The resourceVersion of the ConfigMap with which the documents came as they are: nodes attest to such"
                        + " numbers.")
        @Nullable
        Long revision,

        @JsonPropertyDescription("How many distinct syscalls the rendered rules name.") @Nullable
        Integer syscalls,

        @JsonPropertyDescription("On how many nodes the rendered document is.") @Nullable
        NodeCounts nodes,

        @JsonPropertyDescription(
                "How many pods have a container that started before its node had the document. Counted now and then, where"
                        + " the operator is told to.")
        @Nullable
        Integer stalePods,

        @Size(max = 10)
        @JsonPropertyDescription("The first nodes that could not write the document, by name.")
        @Nullable
        List<NodeFailure> failures,

        @JsonPropertyDescription("The last change that went out by stages.") @Nullable
        RolloutStatus rollout,

        @Size(max = 32) @JsonPropertyDescription("What was let through but deserves a look.") @Nullable
        List<String> warnings,

        @JsonPropertyDescription("How many warnings are listed, for tables.") @Nullable
        Integer warningCount,

        @Size(max = RenditionStatus.MAX_BLOCKS)
        @JsonPropertyDescription("The SyscallBlocks that changed the document, by name.")
        @Nullable
        List<String> blocks,

        @Size(max = 8)
        @JsonPropertyDescription(
                "Rendered: the spec became a document. Ready: every node that is available has that document. Stalled: only a"
                        + " change of the spec can help. InUse: it was deleted, but pods use its file.")
        @Nullable
        List<Condition> conditions)
        implements RenditionStatus {

    /** The status of an object that the operator has not seen yet. */
    public static final SeccompProfileStatus EMPTY = new SeccompProfileStatus(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
