package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities that containers may hold, the pods governed, and the enforcement.
 *
 * @param capabilities what is added to and dropped from the runtime's defaults; null is nothing
 * @param runtimeDefaults the runtime that the adjustment starts from: {@code containerd}, {@code cri-o}, {@code podman} or
 *     {@code none}; null is {@code containerd}
 * @param seccompProfile the SeccompProfile to render for exactly these capabilities; null is none
 * @param podSelector the pods that it governs, by label; null together with {@code namespaceSelector} is nobody, alone all
 * @param namespaceSelector the namespaces whose pods it governs, by label; null alone is all
 * @param enforcement what the API server does with those pods; null is nothing
 * @param nodeSelector the nodes that get the files, by label; null is every node
 * @param rollout the stages by which a change of its files reaches the nodes; null is all nodes at once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.enforcement) || !has(self.enforcement.seccomp) || self.enforcement.seccomp != 'Profile'"
                + " || (has(self.seccompProfile) && self.seccompProfile != '')",
        fieldPath = ".enforcement",
        message = "enforcement.seccomp Profile demands the file of this policy: set seccompProfile too")
public record CapabilityPolicySpec(
        @JsonPropertyDescription("What is added to and dropped from runtimeDefaults, as in a container's"
                + " securityContext.capabilities.")
        @Nullable
        CapabilityAdjustment capabilities,

        @JsonPropertyDescription(
                "The container runtime whose default capabilities add and drop start from. Default:" + " containerd.")
        @Nullable
        String runtimeDefaults,

        @Size(max = SeccompProfile.MAX_NAME_LENGTH)
        @JsonPropertyDescription("A SeccompProfile to render for containers with exactly these capabilities, as"
                + " portcullis/policy/NAME.seccomp.json.")
        @Nullable
        String seccompProfile,

        @JsonPropertyDescription("The pods that the policy governs. Without any selector it governs nobody and only"
                + " renders its files; an empty one selects all.")
        @Nullable
        LabelSelector podSelector,

        @JsonPropertyDescription("The namespaces whose pods the policy governs. kube-system and the operator's own are"
                + " never among them.")
        @Nullable
        LabelSelector namespaceSelector,

        @JsonPropertyDescription("What the API server does with the pods that the policy governs. Default: nothing.")
        @Nullable
        Enforcement enforcement,

        @JsonPropertyDescription(
                "The nodes that get the files, by label. Absent or empty means every node. With one, no pod"
                        + " is sent to the seccomp file, which other nodes do not have. Needs node pools to be on in the operator.")
        @Nullable
        LabelSelector nodeSelector,

        @JsonPropertyDescription(
                "The stages by which a change of this policy's files reaches the nodes; enforcement is not"
                        + " staged. Absent: all at once.")
        @Nullable
        Rollout rollout)
        implements RolledOutSpec {

    /** A policy whose files go to every node at once. */
    public CapabilityPolicySpec(
            @Nullable CapabilityAdjustment capabilities,
            @Nullable String runtimeDefaults,
            @Nullable String seccompProfile,
            @Nullable LabelSelector podSelector,
            @Nullable LabelSelector namespaceSelector,
            @Nullable Enforcement enforcement) {
        this(capabilities, runtimeDefaults, seccompProfile, podSelector, namespaceSelector, enforcement, null, null);
    }

    /** The runtime when none is named. */
    public static final String DEFAULT_RUNTIME = "containerd";

    /** The capabilities added and dropped, never null. */
    public CapabilityAdjustment adjustment() {
        return Objects.requireNonNullElse(capabilities, CapabilityAdjustment.NONE);
    }

    /** The name of the runtime that the adjustment starts from. */
    public String runtime() {
        return Objects.requireNonNullElse(runtimeDefaults, DEFAULT_RUNTIME);
    }

    /** Returns whether the policy has a seccomp file. */
    public boolean hasSeccompProfile() {
        return seccompProfile != null && !seccompProfile.isEmpty();
    }

    /** Returns whether only some nodes get its files. */
    public boolean hasNodeSelector() {
        return nodeSelector != null
                && !(Objects.requireNonNullElse(nodeSelector.getMatchLabels(), Map.of())
                                .isEmpty()
                        && Objects.requireNonNullElse(nodeSelector.getMatchExpressions(), List.of())
                                .isEmpty());
    }

    /** Returns whether it governs any pods. */
    public boolean governs() {
        return podSelector != null || namespaceSelector != null;
    }

    /** Returns whether the API server does anything for it. */
    public boolean enforces() {
        return governs()
                && (enforced().validation() != Validation.OFF || enforced().mutates());
    }

    /** The API server's treatment of pods, never null. */
    public Enforcement enforced() {
        return Objects.requireNonNullElse(enforcement, Enforcement.NONE);
    }

    /** The demand on pods' seccomp profiles. */
    public SeccompDemand seccompDemand() {
        String word = enforced().seccomp();
        if (word != null) {
            return SeccompDemand.of(word);
        }
        return hasSeccompProfile() ? SeccompDemand.PROFILE : SeccompDemand.ANY;
    }
}
