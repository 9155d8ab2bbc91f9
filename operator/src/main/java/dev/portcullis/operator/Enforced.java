package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompDemand;
import dev.portcullis.api.Validation;
import java.util.ArrayList;
import java.util.List;

/**
 * What the condition {@code Enforced} says.
 *
 * @param holds whether the API server does all that the spec asks for
 * @param reason one CamelCase word
 * @param message for a person
 */
record Enforced(boolean holds, String reason, String message) {

    /** This operator enforces no policy. */
    static final Enforced DISABLED =
            new Enforced(false, "Disabled", "this operator enforces no policies: it runs with --enforcement false");

    /** Of a policy that was deleted and waits for the pods that use its file. */
    static final Enforced DELETED =
            new Enforced(false, "Deleted", "the policy was deleted, and nothing is enforced any more");

    /**
     * What becomes of a policy's enforcement.
     *
     * @param spec the policy
     * @param broken why the capabilities mean nothing; empty when they do
     * @param available whether the seccomp file has been on every node
     * @param mutating whether the API server has MutatingAdmissionPolicies
     * @param overlaps the policies that can govern the same pods
     */
    static Enforced of(
            CapabilityPolicySpec spec, String broken, boolean available, boolean mutating, List<String> overlaps) {
        Validation validation = spec.enforced().validation();
        boolean mutates = spec.enforced().mutates();
        if (!spec.governs()) {
            return new Enforced(false, "NoSelector", "the policy selects no pods, it only renders its files");
        }
        if (validation == Validation.OFF && !mutates) {
            return new Enforced(false, "Off", "enforcement is off");
        }
        if (!broken.isEmpty()) {
            return new Enforced(false, "NotRendered", "what was enforced before stays: " + broken);
        }
        List<String> done = new ArrayList<>();
        switch (validation) {
            case DENY -> done.add("pods that do not keep to it are refused");
            case WARN -> done.add("whoever creates pods that do not keep to it is warned");
            case AUDIT -> done.add("pods that do not keep to it are told of in the audit log");
            case OFF -> {}
        }
        boolean waits =
                spec.hasSeccompProfile() && !available && (mutates || spec.seccompDemand() == SeccompDemand.PROFILE);
        if (mutates && mutating && !waits) {
            done.add("pods are filled in where they are silent");
        }
        String message = String.join("; ", done) + overlapping(overlaps);
        if (mutates && !mutating) {
            return new Enforced(
                    false,
                    "NoMutatingAdmissionPolicy",
                    "this API server had no MutatingAdmissionPolicy (admissionregistration.k8s.io/v1, Kubernetes 1.36)"
                            + " when the operator started, so pods are not filled in"
                            + (message.isEmpty() ? "" : "; " + message));
        }
        if (waits) {
            return new Enforced(
                    false,
                    "WaitingForNodes",
                    "no pod is sent to the seccomp file before every node has had it"
                            + (message.isEmpty() ? "" : "; " + message));
        }
        return new Enforced(true, validation == Validation.OFF ? "Mutate" : validation.word(), message);
    }

    private static String overlapping(List<String> overlaps) {
        return overlaps.isEmpty()
                ? ""
                : "; pods can also be governed by " + Readiness.named(overlaps)
                        + ", and then have to keep to all of them";
    }
}
