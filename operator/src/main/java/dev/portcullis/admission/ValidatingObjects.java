package dev.portcullis.admission;

import dev.portcullis.api.Validation;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The objects that make the API server hold pods to a policy (admissionregistration.k8s.io/v1): a policy that states
 * objections to a pod or to a workload's template; a binding that applies {@code enforcement.validate} to pods; and one
 * that only warns of workloads, because a workload may be applied before what it needs. They include the API server's
 * defaults, so that they can be compared with stored objects as a whole.
 */
public final class ValidatingObjects {

    /**
     * Separates objections. One message has them all, because the API server reports only the first failed validation.
     */
    public static final String SEPARATOR = "; and ";

    private ValidatingObjects() {}

    /** The policy; empty when the CapabilityPolicy governs nobody or validates nothing. */
    public static Optional<ValidatingAdmissionPolicy> policy(Governance governance) {
        Validation validation = validation(governance);
        if (validation == Validation.OFF) {
            return Optional.empty();
        }
        Requirements requirements = governance.requirements();
        List<CelRule> rules = Stream.concat(
                        CapabilityRules.of(requirements, governance.fills()).stream(),
                        SeccompRule.of(requirements, governance.fills()).stream())
                .toList();
        return Optional.of(new ValidatingAdmissionPolicyBuilder()
                .withMetadata(Governance.metadata(governance.objectName()))
                .withNewSpec()
                .withFailurePolicy(validation == Validation.DENY ? "Fail" : "Ignore")
                .withNewMatchConstraints()
                .withMatchPolicy(MatchedResources.MATCH_POLICY)
                .withNamespaceSelector(new LabelSelector())
                .withObjectSelector(new LabelSelector())
                .addAllToResourceRules(MatchedResources.pods(governance.podSelector()))
                .addAllToResourceRules(MatchedResources.WORKLOADS)
                .endMatchConstraints()
                .addNewMatchCondition(GovernedPods.RELABELLED, "labels-change")
                .addAllToVariables(variables(governance, rules))
                .addNewValidation()
                .withExpression("variables.objections.size() == 0")
                .withReason("Forbidden")
                .withMessageExpression("variables.objections.join(" + CelText.string(SEPARATOR) + ")")
                // The API server uses this when it finds the message expression's result too long.
                .withMessage("the pod asks for more than " + CapabilityRules.policy(requirements)
                        + " allows: look at privileged, capabilities and seccompProfile of its containers")
                .endValidation()
                .endSpec()
                .build());
    }

    /** The policy's bindings, of pods and of workloads; none when there is no policy. */
    public static List<ValidatingAdmissionPolicyBinding> bindings(Governance governance) {
        Validation validation = validation(governance);
        if (validation == Validation.OFF) {
            return List.of();
        }
        Validation ofWorkloads = validation == Validation.DENY ? Validation.WARN : validation;
        return List.of(
                binding(
                        governance,
                        governance.podsName(),
                        MatchedResources.pods(governance.podSelector()),
                        governance.podSelector(),
                        validation),
                binding(
                        governance,
                        governance.workloadsName(),
                        MatchedResources.WORKLOADS,
                        new LabelSelector(),
                        ofWorkloads));
    }

    private static ValidatingAdmissionPolicyBinding binding(
            Governance governance,
            String name,
            List<NamedRuleWithOperations> resources,
            LabelSelector objects,
            Validation validation) {
        return new ValidatingAdmissionPolicyBindingBuilder()
                .withMetadata(Governance.metadata(name))
                .withNewSpec()
                .withPolicyName(governance.objectName())
                .withValidationActions(validation.word())
                .withNewMatchResources()
                .withMatchPolicy(MatchedResources.MATCH_POLICY)
                .withResourceRules(resources)
                .withNamespaceSelector(governance.namespaceSelector())
                .withObjectSelector(objects)
                .endMatchResources()
                .endSpec()
                .build();
    }

    private static List<Variable> variables(Governance governance, List<CelRule> rules) {
        List<Variable> variables = new ArrayList<>(GovernedPods.variables(governance.podSelector()));
        rules.forEach(rule -> variables.addAll(rule.variables()));
        String objections = rules.stream().map(CelRule::objection).collect(Collectors.joining(",\n", "[", "]"));
        variables.add(CelRule.variable("objections", objections + ".filter(o, o != '')"));
        return variables;
    }

    private static Validation validation(Governance governance) {
        return governance.spec().governs() ? governance.spec().enforced().validation() : Validation.OFF;
    }
}
