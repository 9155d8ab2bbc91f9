package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
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

    private static final String NOT_WINDOWS = "object.spec.?os.?name.orValue('') != 'windows'";

    private MutatingObjects() {}

    /** The policy; empty when pods are not filled in. */
    public static Optional<GenericKubernetesResource> policy(Governance governance) {
        FillExpression fill = new FillExpression(governance.requirements());
        return governance.fills()
                ? Optional.of(object(
                        POLICY,
                        governance.objectName(),
                        Map.of(
                                "failurePolicy", "Fail",
                                "reinvocationPolicy", "IfNeeded",
                                "matchConstraints", resources(new LabelSelector(), new LabelSelector()),
                                "matchConditions",
                                        List.of(
                                                condition("not-windows", NOT_WINDOWS),
                                                condition("silent", fill.condition())),
                                "variables", fill.variables(),
                                "mutations",
                                        List.of(Map.of(
                                                "patchType",
                                                "JSONPatch",
                                                "jsonPatch",
                                                Map.of("expression", fill.patch()))))))
                : Optional.empty();
    }

    /** The policy's binding; empty when there is no policy. */
    public static Optional<GenericKubernetesResource> binding(Governance governance) {
        return governance.fills()
                ? Optional.of(object(
                        BINDING,
                        governance.objectName(),
                        Map.of(
                                "policyName",
                                governance.objectName(),
                                "matchResources",
                                resources(governance.namespaceSelector(), governance.podSelector()))))
                : Optional.empty();
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

    private static Map<String, String> condition(String name, String expression) {
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
