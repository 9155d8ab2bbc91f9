package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that make the API server fill in pods. Servers have {@code admissionregistration.k8s.io/v1}
 * MutatingAdmissionPolicy since Kubernetes 1.36; on older ones these objects cannot be applied.
 */
public final class MutatingObjects {

    /** The group and version of both kinds. */
    public static final String API_VERSION = "admissionregistration.k8s.io/v1";

    /** The kind of the policy. */
    public static final String POLICY = "MutatingAdmissionPolicy";

    /** The kind of its binding. */
    public static final String BINDING = "MutatingAdmissionPolicyBinding";

    static final String NOT_WINDOWS = "object.spec.?os.?name.orValue('') != 'windows'";

    private MutatingObjects() {}

    /** The policy; empty when pods are not filled in. */
    public static Optional<GenericKubernetesResource> policy(Governance governance) {
        FillExpression fill = new FillExpression(governance.requirements());
        return governance.fills()
                ? Optional.of(policy(
                        governance.objectName(),
                        "Fail",
                        List.of(condition("not-windows", NOT_WINDOWS), condition("silent", fill.condition())),
                        fill.variables(),
                        fill.patch()))
                : Optional.empty();
    }

    /** The policy's binding; empty when there is no policy. */
    public static Optional<GenericKubernetesResource> binding(Governance governance) {
        return governance.fills()
                ? Optional.of(
                        binding(governance.objectName(), governance.namespaceSelector(), governance.podSelector()))
                : Optional.empty();
    }

    /**
     * The policy that patches pods, and containers that are added to them.
     *
     * @param failurePolicy {@code Fail} or {@code Ignore}
     * @param conditions the conditions under which it does
     */
    static GenericKubernetesResource policy(
            String name,
            String failurePolicy,
            List<Map<String, String>> conditions,
            List<Variable> variables,
            String patch) {
        return object(
                POLICY,
                name,
                Map.of(
                        "failurePolicy",
                        failurePolicy,
                        "reinvocationPolicy",
                        "IfNeeded",
                        "matchConstraints",
                        resources(new LabelSelector(), new LabelSelector()),
                        "matchConditions",
                        conditions,
                        "variables",
                        variables,
                        "mutations",
                        List.of(Map.of("patchType", "JSONPatch", "jsonPatch", Map.of("expression", patch)))));
    }

    /** The binding of the policy of this name, for pods with such labels in such namespaces. */
    static GenericKubernetesResource binding(String name, LabelSelector namespaces, LabelSelector pods) {
        return object(BINDING, name, Map.of("policyName", name, "matchResources", resources(namespaces, pods)));
    }

    private static Map<String, Object> resources(LabelSelector namespaces, LabelSelector objects) {
        return Map.of(
                "matchPolicy",
                MatchedResources.MATCH_POLICY,
                "resourceRules",
                MatchedResources.PODS,
                "namespaceSelector",
                namespaces,
                "objectSelector",
                objects);
    }

    static Map<String, String> condition(String name, String expression) {
        return Map.of("name", name, "expression", expression);
    }

    private static GenericKubernetesResource object(String kind, String name, Map<String, Object> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(API_VERSION)
                .withKind(kind)
                .withMetadata(Governance.metadata(name))
                .addToAdditionalProperties("spec", spec)
                .build();
    }
}
