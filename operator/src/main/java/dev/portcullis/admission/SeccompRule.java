package dev.portcullis.admission;

import dev.portcullis.api.SeccompDemand;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The rule of a policy on seccomp profiles: no container says Unconfined, and each has the profile demanded. */
final class SeccompRule {

    private static final String OF_POD = "variables.pod.spec.?securityContext.?seccompProfile.orValue(SILENT)";

    /** True if the pod says Unconfined; for a running pod the objection is to the ephemeral container. */
    private static final String POD_UNCONFINED = """
            variables.governed && !(EPHEMERAL) &&
            variables.ofPod.?type.orValue('') == 'Unconfined'""".replace("EPHEMERAL", GovernedPods.EPHEMERAL);

    /** The profile that silent containers inherit; ignored when the pod itself is already objected to as Unconfined. */
    private static final String INHERITED = "variables.podUnconfined ? {} : variables.ofPod";

    private static final String OF_CONTAINER = "c.?securityContext.?seccompProfile.orValue(variables.inherited)";

    private static final String UNCONFINED =
            "variables.containers.filter(c, " + OF_CONTAINER + ".?type.orValue('') == 'Unconfined')";

    private static final String POD_AND_MORE = """
            'the pod ' + WORDS +
            (variables.unconfined.size() == 0 ? '' : ' (and ' + string(variables.unconfined.size()) + ' more containers)')""";

    private static final String NOT_CONFINED = "variables.containers.filter(c, !(" + OF_CONTAINER
            + ".?type.orValue('') in ['RuntimeDefault', 'Localhost']))";

    /** Only a profile of type Localhost has that field (core/v1, SeccompProfile). */
    private static final String NOT_THE_FILE =
            "variables.containers.filter(c, " + OF_CONTAINER + ".?localhostProfile.orValue('') != FILE)";

    private static final String FOUND =
            "variables.unfit[0].?securityContext.?seccompProfile.orValue(variables.inherited)";

    private static final String FOUND_NAME = "variables.found.?localhostProfile.orValue(variables.found.type)";

    private SeccompRule() {}

    /**
     * The rule; empty when the policy demands nothing.
     *
     * @param fills whether pods are filled in before they are judged
     */
    static Optional<CelRule> of(Requirements requirements, boolean fills) {
        if (requirements.seccomp() == SeccompDemand.ANY) {
            return Optional.empty();
        }
        List<Variable> variables = new ArrayList<>(List.of(
                CelRule.variable("ofPod", OF_POD.replace("SILENT", fills ? silent(requirements) : "{}")),
                CelRule.variable("podUnconfined", POD_UNCONFINED),
                CelRule.variable("inherited", INHERITED),
                CelRule.variable("unconfined", UNCONFINED)));
        String otherwise = "''";
        if (requirements.seccomp() != SeccompDemand.NOT_UNCONFINED) {
            variables.add(CelRule.variable("unfit", unfit(requirements)));
            variables.add(CelRule.variable("found", FOUND));
            otherwise = CelRule.first("unfit", unfitWords(requirements), otherwise);
        }
        String words = CelText.string("has the seccomp profile Unconfined, which "
                + CapabilityRules.policy(requirements) + " does not allow: remove it, or write "
                + demanded(requirements));
        return Optional.of(new CelRule(
                variables,
                "variables.podUnconfined ? " + POD_AND_MORE.replace("WORDS", words) + " :\n"
                        + CelRule.first("unconfined", words, otherwise)));
    }

    /** A workload's template is judged before its pods are filled in. */
    private static String silent(Requirements requirements) {
        return requirements
                .filledProfile()
                .map(profile -> "request.kind.kind == 'Pod' ? {} : " + FillExpression.literal(profile))
                .orElse("{}");
    }

    private static String unfit(Requirements requirements) {
        return requirements.seccomp() == SeccompDemand.PROFILE
                ? NOT_THE_FILE.replace("FILE", CelText.string(file(requirements)))
                : NOT_CONFINED;
    }

    private static String unfitWords(Requirements requirements) {
        String but = ", but " + CapabilityRules.policy(requirements) + " demands ";
        String wanted = requirements.seccomp() == SeccompDemand.PROFILE ? file(requirements) : "one";
        return "(variables.found == {} ? " + CelText.string("has no seccomp profile" + but + "one")
                + " : 'has the seccomp profile ' + " + FOUND_NAME + " + " + CelText.string(but + wanted) + ") + "
                + CelText.string(": write " + demanded(requirements));
    }

    private static String demanded(Requirements requirements) {
        return requirements.seccomp() == SeccompDemand.PROFILE
                ? "securityContext.seccompProfile: {type: Localhost, localhostProfile: " + file(requirements) + "}"
                : "securityContext.seccompProfile: {type: RuntimeDefault}";
    }

    private static String file(Requirements requirements) {
        return Objects.requireNonNull(requirements.localhostProfile(), "the file that is demanded is there");
    }
}
