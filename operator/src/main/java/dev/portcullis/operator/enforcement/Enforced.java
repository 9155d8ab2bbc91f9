package dev.portcullis.operator.enforcement;

import dev.portcullis.admission.Scope;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.SeccompDemand;
import dev.portcullis.api.Validation;
import dev.portcullis.wording.Excerpt;
import dev.portcullis.wording.NameList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The content of the condition {@code Enforced}.
 *
 * @param holds whether the API server holds pods to the policy
 * @param reason one CamelCase word
 * @param message for a person
 */
public record Enforced(boolean holds, String reason, String message) {

    /** The condition's type. */
    public static final String CONDITION = "Enforced";

    /** The delay before refused admission policies are tried again. */
    public static final Duration RETRY = Duration.ofSeconds(30);

    /** Enforcement is off in this operator. */
    static final Enforced DISABLED =
            new Enforced(false, "Disabled", "this operator enforces no policies: it runs with --enforcement false");

    /** For a deleted policy that waits for the pods that use its file. */
    static final Enforced DELETED =
            new Enforced(false, "Deleted", "the policy was deleted, and nothing is enforced any more");

    /** The same for blocks. */
    static final Enforced FILLS_NOTHING =
            new Enforced(false, "Disabled", "this operator fills in no pods: it runs with --enforcement false");

    /** For a block on an API server that cannot fill pods in. */
    static final Enforced CANNOT_FILL = new Enforced(
            false,
            "NoMutatingAdmissionPolicy",
            "this API server had no MutatingAdmissionPolicy (admissionregistration.k8s.io/v1, Kubernetes 1.36) when the"
                    + " operator started, so pods are not filled in");

    private static final String NOT_APPLIED = "NotApplied";
    private static final int MAX_WORDS = 4096;

    /**
     * For a policy without demands or without pods; empty for others.
     *
     * @param exemptNamespaces the namespaces whose pods no policy governs
     */
    static Optional<Enforced> nothing(CapabilityPolicySpec spec, Set<String> exemptNamespaces) {
        if (spec.governs() && !spec.enforces()) {
            return Optional.of(new Enforced(false, "Off", "enforcement is off"));
        }
        return switch (Scope.of(spec, exemptNamespaces)) {
            case NOBODY -> no("NoSelector", "the policy selects no pods, it only renders its files");
            case NOTHING -> no("NothingSelected", "no pod can match selectors that contradict themselves");
            case EXEMPT ->
                no(
                        "Exempt",
                        "every namespace that the policy selects is exempt from policies: "
                                + NameList.of(new TreeSet<>(exemptNamespaces)));
            case SOME, EVERYTHING -> Optional.empty();
        };
    }

    /**
     * For a policy whose capabilities are invalid.
     *
     * @param before whether an earlier version is still enforced
     * @param words the reason
     */
    static Enforced notRendered(boolean before, String words) {
        return new Enforced(false, "NotRendered", stands(before) + words);
    }

    /**
     * For a policy whose admission policies the API server refuses.
     *
     * @param before whether an earlier version is still enforced
     * @param words the server's message
     */
    static Enforced notApplied(boolean before, String words) {
        return new Enforced(
                false,
                NOT_APPLIED,
                Excerpt.of(
                        stands(before) + "the API server does not take the admission policies: " + words,
                        MAX_WORDS,
                        Excerpt.ELLIPSIS));
    }

    /**
     * For a policy whose admission policies exist.
     *
     * @param spec the policy
     * @param availability whether pods are sent to its seccomp file
     * @param mutating whether the API server has MutatingAdmissionPolicies
     * @param overlaps the policies that can govern the same pods
     * @param exemptNamespaces the namespaces whose pods no policy governs
     */
    static Enforced of(
            CapabilityPolicySpec spec,
            Availability availability,
            boolean mutating,
            List<String> overlaps,
            Set<String> exemptNamespaces) {
        Validation validation = spec.enforced().validation();
        boolean mutates = spec.enforced().mutates();
        boolean needed = spec.hasSeccompProfile() && (mutates || spec.seccompDemand() == SeccompDemand.PROFILE);
        boolean demands = validation != Validation.OFF && spec.seccompDemand() == SeccompDemand.PROFILE;
        boolean waits = needed && !availability.holds(demands && mutates && mutating);
        List<String> said = new ArrayList<>();
        switch (validation) {
            case DENY -> said.add("pods that do not keep to it are refused");
            case WARN -> said.add("whoever creates pods that do not keep to it is warned");
            case AUDIT -> said.add("pods that do not keep to it are told of in the audit log");
            case OFF -> {}
        }
        if (mutates && mutating) {
            said.add("pods are filled in where they are silent");
        }
        if (waits && spec.hasNodeSelector()) {
            said.add("only the nodes of nodeSelector have the seccomp file, so no pod is sent to it: "
                    + instead(spec, mutating));
        } else if (waits && availability.available()) {
            said.add("silent pods are sent to the seccomp file, and the others are held to it in a moment");
        } else if (waits) {
            String why = availability.waitingSince() == null
                    ? "there is no seccomp file to send pods to, until then "
                    : "no pod is sent to the seccomp file before every available node has it (waiting for "
                            + availability.nodes() + "), until then ";
            said.add(why + instead(spec, mutating));
        } else if (needed && availability.waitingSince() != null) {
            said.add("pods on " + availability.nodes() + " wait for the seccomp file, which is not there");
        }
        said.addAll(reach(spec, overlaps, exemptNamespaces));
        String message = String.join("; ", said);
        if (mutates && !mutating) {
            return new Enforced(
                    false,
                    "NoMutatingAdmissionPolicy",
                    "this API server had no MutatingAdmissionPolicy (admissionregistration.k8s.io/v1, Kubernetes 1.36)"
                            + " when the operator started, so pods are not filled in; " + message);
        }
        String word = validation == Validation.OFF ? "Mutate" : validation.word();
        String without = spec.hasNodeSelector() ? "WithoutFile" : "WaitingForNodes";
        return new Enforced(true, waits ? word + without : word, message);
    }

    /** Returns whether a status does not say this yet. */
    boolean isNewsAfter(@Nullable RenditionStatus before) {
        return before == null
                || before.condition(CONDITION)
                        .filter(c ->
                                c.getReason().equals(reason) && c.getMessage().equals(message))
                        .isEmpty();
    }

    /** Returns whether another attempt can help. */
    public boolean failed() {
        return reason.equals(NOT_APPLIED);
    }

    private static String instead(CapabilityPolicySpec spec, boolean mutating) {
        List<String> instead = new ArrayList<>();
        if (spec.enforced().validation() != Validation.OFF && spec.seccompDemand() == SeccompDemand.PROFILE) {
            instead.add("any profile but Unconfined is taken");
        }
        if (spec.enforced().mutates() && mutating) {
            instead.add("silent pods get RuntimeDefault");
        }
        return instead.isEmpty() ? "pods stay as they are" : String.join(" and ", instead);
    }

    private static List<String> reach(CapabilityPolicySpec spec, List<String> overlaps, Set<String> exemptNamespaces) {
        List<String> reach = new ArrayList<>();
        if (Scope.byPodLabels(spec)) {
            reach.add("whoever may leave the labels of podSelector out of a pod is not held to it");
        }
        if (!exemptNamespaces.isEmpty()) {
            reach.add("exempt are " + NameList.of(new TreeSet<>(exemptNamespaces)));
        }
        if (!overlaps.isEmpty()) {
            reach.add(
                    "pods can also be governed by " + NameList.of(overlaps) + ", and then have to keep to all of them");
        }
        return reach;
    }

    private static String stands(boolean before) {
        return before ? "what was enforced before stays: " : "nothing is enforced: ";
    }

    private static Optional<Enforced> no(String reason, String message) {
        return Optional.of(new Enforced(false, reason, message));
    }
}
