package dev.portcullis.cli.why;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API server said when it refused pods, told apart: which policy of ours, or somebody else's. Pure. */
final class Refusals {

    /** The words of the API server (apiserver, plugin/policy/validating/dispatcher.go). */
    private static final Pattern BY_POLICY = Pattern.compile(
            "ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)' denied request: (.*)", Pattern.DOTALL);

    private static final String OF_POLICY = ".capabilitypolicy.portcullis.dev";
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
        Matcher matcher = BY_POLICY.matcher(message);
        if (!matcher.find()) {
            return new Hindrance(
                    "RefusedByOther",
                    owner + " cannot create pods: \"" + message + "\"",
                    "no policy of Portcullis says that; whoever wrote the rule that the message names can tell more");
        }
        String policy = matcher.group(1);
        String objection = matcher.group(3).strip();
        if (policy.endsWith(OF_POLICY)) {
            String name = policy.substring(0, policy.length() - OF_POLICY.length());
            return new Hindrance(
                    "RefusedByPolicy",
                    owner + " cannot create pods: CapabilityPolicy " + name + " refuses them: " + objection,
                    "change the pod template as the message says; portcullis check MANIFEST --policy FILE says it before"
                            + " anything is applied, portcullis capabilities explain what the policy allows");
        }
        return new Hindrance(
                policy.contains(OURS) ? "RefusedByPolicy" : "RefusedByOther",
                owner + " cannot create pods: ValidatingAdmissionPolicy " + policy + " refuses them: " + objection,
                "kubectl get validatingadmissionpolicy " + policy + " -o yaml shows the rule");
    }
}
