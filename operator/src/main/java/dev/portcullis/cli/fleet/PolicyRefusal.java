package dev.portcullis.cli.fleet;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API server's refusal of a pod on behalf of an admission policy, as an Event or a condition quotes it.
 *
 * @param admissionPolicy the ValidatingAdmissionPolicy
 * @param objection what it has against the pod
 */
public record PolicyRefusal(String admissionPolicy, String objection) {

    /** The words of the API server (apiserver, plugin/policy/validating/dispatcher.go). */
    private static final Pattern WORDS = Pattern.compile(
            "ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)' denied request: (.*)", Pattern.DOTALL);

    private static final String OF_POLICY = ".capabilitypolicy.portcullis.dev";

    /** The refusal in a message; empty where somebody else refuses. */
    public static Optional<PolicyRefusal> in(String message) {
        Matcher matcher = WORDS.matcher(message);
        return matcher.find()
                ? Optional.of(
                        new PolicyRefusal(matcher.group(1), matcher.group(3).strip()))
                : Optional.empty();
    }

    /** The CapabilityPolicy behind it; empty for an admission policy of another origin. */
    public Optional<String> capabilityPolicy() {
        return admissionPolicy.endsWith(OF_POLICY)
                ? Optional.of(admissionPolicy.substring(0, admissionPolicy.length() - OF_POLICY.length()))
                : Optional.empty();
    }
}
