package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a policy, and its rollout. Written by the operator alone.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param root the capabilities of a container of root
 * @param nonRoot the capabilities of a container of another user
 * @param capabilitiesSha256 digest of {@code policy/NAME.capabilities.json}, in lower-case hexadecimal
 * @param localhostProfile what pods write as {@code localhostProfile}; absent without a seccomp profile, as all that follows
 *     until {@code syscalls}
 * @param sha256 digest of the seccomp document
 * @param variants the same for nodes of architectures that have a document of their own
 * @param minKernel the oldest kernel whose nodes take the documents, as {@code 4.8}; absent when any does
 * @param revision the resourceVersion of the ConfigMap with which the seccomp documents came as they are
 * @param availableSince when pods were first sent to the seccomp file, RFC 3339 in UTC
 * @param waitingSince when the wait began for nodes that have not had the seccomp file; absent when every available
 *     node had it once
 * @param syscalls how many distinct syscalls the rules name
 * @param nodes on how many nodes the files are
 * @param stalePods how many pods may run under earlier seccomp documents; absent when that is not counted
 * @param failures the first nodes that could not write them, by name
 * @param overlaps the first policies that can govern the same pods, by name
 * @param rollout the last change that went out by stages; null when none did
 * @param warnings what was accepted but is probably a mistake
 * @param warningCount how many of these are listed; absent for none
 * @param blocks the SyscallBlocks that changed the documents, by name; absent for none
 * @param conditions {@code Rendered}, {@code Ready}, {@code Enforced}, {@code Stalled} where only the user can mend it, and
 *     {@code InUse} while pods keep a deleted policy
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CapabilityPolicyStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("What a container of root holds.") @Nullable
        EffectiveCapabilities root,

        @JsonPropertyDescription("What a container of any other user holds.") @Nullable
        EffectiveCapabilities nonRoot,

        @JsonPropertyDescription("SHA-256 of the file with the capabilities.") @Nullable
        String capabilitiesSha256,

        @JsonPropertyDescription("What pods write as securityContext.seccompProfile.localhostProfile.") @Nullable
        String localhostProfile,

        @JsonPropertyDescription("SHA-256 of the rendered seccomp document that the counts in nodes speak of.")
        @Nullable
        String sha256,

        @Size(max = 32)
        @JsonPropertyDescription("Digests of the documents for nodes of architectures where they differ.")
        @Nullable
        List<VariantDigest> variants,

        @JsonPropertyDescription("The oldest kernel for which the documents are right: older nodes refuse them.")
        @Nullable
        String minKernel,

        @JsonPropertyDescription(
                "The resourceVersion of the ConfigMap with which the seccomp documents came as they are: nodes attest to such"
                        + " numbers.")
        @Nullable
        Long revision,

        @JsonPropertyDescription(
                "Since when pods are sent to the seccomp file. Before that no pod is refused for the lack of it, but every pod"
                        + " needs some profile.")
        @Nullable
        String availableSince,

        @JsonPropertyDescription(
                "Since when nodes are waited for that have not had the seccomp file. Absent when every available node had it"
                        + " once.")
        @Nullable
        String waitingSince,

        @JsonPropertyDescription("How many distinct syscalls the rendered rules name.") @Nullable
        Integer syscalls,

        @JsonPropertyDescription("On how many nodes the files are.") @Nullable
        NodeCounts nodes,

        @JsonPropertyDescription(
                "How many pods have a container that started before its node had the seccomp document. Counted now and then,"
                        + " where the operator is told to.")
        @Nullable
        Integer stalePods,

        @Size(max = 10) @JsonPropertyDescription("The first nodes that could not write the files, by name.") @Nullable
        List<NodeFailure> failures,

        @Size(max = 10)
        @JsonPropertyDescription(
                "The first policies whose selectors can meet the same pods, by name; such a pod has to keep to all.")
        @Nullable
        List<String> overlaps,

        @JsonPropertyDescription("The last change that went out by stages.") @Nullable
        RolloutStatus rollout,

        @Size(max = 32) @JsonPropertyDescription("What was let through but deserves a look.") @Nullable
        List<String> warnings,

        @JsonPropertyDescription("How many warnings are listed, for tables.") @Nullable
        Integer warningCount,

        @Size(max = RenditionStatus.MAX_BLOCKS)
        @JsonPropertyDescription("The SyscallBlocks that changed the seccomp document, by name.")
        @Nullable
        List<String> blocks,

        @Size(max = 8)
        @JsonPropertyDescription(
                "Rendered: the spec became files. Ready: every node that is available has them. Enforced: the API server holds pods to"
                        + " the policy. Stalled: only a change of the spec can help. InUse: it was deleted, but pods use its"
                        + " file.")
        @Nullable
        List<Condition> conditions)
        implements RenditionStatus {

    /** The status of an object that the operator has not seen yet. */
    public static final CapabilityPolicyStatus EMPTY = new CapabilityPolicyStatus(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null);

    @Override
    public boolean wasDelivered() {
        return capabilitiesSha256 != null;
    }
}
