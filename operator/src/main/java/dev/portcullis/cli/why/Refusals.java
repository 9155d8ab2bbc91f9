package dev.portcullis.cli.why;

import dev.portcullis.cli.fleet.PolicyRefusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the API server said when it refused pods, told apart: which policy of ours, or somebody else's. Pure. */
final class Refusals {

    private static final String OURS = "portcullis";

    private Refusals() {}

    /**
     * The hindrances in messages.
     *
     * @param owner who wanted the pods, in words
     * @param messages of Events and conditions; the same may come often
     */
    static List<Hindrance> of(String owner, List<String> messages) {
        Set<Hindrance> found = new LinkedHashSet<>();
        for (String message : messages) {
            found.add(of(owner, message));
        }
        return new ArrayList<>(found);
    }

    private static Hindrance of(String owner, String message) {
        Optional<PolicyRefusal> refusal = PolicyRefusal.in(message);
        if (refusal.isEmpty()) {
            return new Hindrance(
                    "RefusedByOther",
                    owner + " cannot create pods: \"" + message + "\"",
                    "no policy of Portcullis says that; whoever wrote the rule that the message names can tell more");
        }
        String policy = refusal.get().admissionPolicy();
        String objection = refusal.get().objection();
        Optional<String> name = refusal.get().capabilityPolicy();
        if (name.isPresent()) {
            return new Hindrance(
                    "RefusedByPolicy",
                    owner + " cannot create pods: CapabilityPolicy " + name.get() + " refuses them: " + objection,
                    "change the pod template as the message says; portcullis check MANIFEST --policy FILE says it before"
                            + " anything is applied, portcullis capabilities explain what the policy allows");
        }
        return new Hindrance(
                policy.contains(OURS) ? "RefusedByPolicy" : "RefusedByOther",
                owner + " cannot create pods: ValidatingAdmissionPolicy " + policy + " refuses them: " + objection,
                "kubectl get validatingadmissionpolicy " + policy + " -o yaml shows the rule");
    }
}
