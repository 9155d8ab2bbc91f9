package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperationsBuilder;
import java.util.List;

/** The requests that policies match. */
final class MatchedResources {

    /** The API server's default. */
    static final String MATCH_POLICY = "Equivalent";

    /** The requests that can add containers to a pod; its other updates cannot change what containers hold. */
    static final List<NamedRuleWithOperations> PODS = List.of(
            rule("", List.of("pods"), List.of("CREATE")),
            rule("", List.of("pods/ephemeralcontainers"), List.of("UPDATE")));

    private static final List<NamedRuleWithOperations> PODS_AND_LABELS = List.of(
            rule("", List.of("pods"), List.of("CREATE", "UPDATE")),
            rule("", List.of("pods/ephemeralcontainers"), List.of("UPDATE")));

    /** The requests for workloads, which make pods from a template. */
    static final List<NamedRuleWithOperations> WORKLOADS = List.of(
            workloads("apps", "daemonsets", "deployments", "replicasets", "statefulsets"),
            workloads("batch", "cronjobs", "jobs"),
            workloads("", "podtemplates", "replicationcontrollers"));

    private MatchedResources() {}

    /** The requests that can bring pods under a policy: by containers, and by labels when it selects pods by these. */
    static List<NamedRuleWithOperations> pods(LabelSelector podSelector) {
        return Selection.of(podSelector).ranges().isEmpty() ? PODS : PODS_AND_LABELS;
    }

    private static NamedRuleWithOperations workloads(String group, String... resources) {
        return rule(group, List.of(resources), List.of("CREATE", "UPDATE"));
    }

    private static NamedRuleWithOperations rule(String group, List<String> resources, List<String> operations) {
        return new NamedRuleWithOperationsBuilder()
                .withApiGroups(group)
                .withApiVersions("v1")
                .withScope("*")
                .withResources(resources)
                .withOperations(operations)
                .build();
    }
}
