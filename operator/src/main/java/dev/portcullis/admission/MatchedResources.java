package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperationsBuilder;
import java.util.List;

/** The requests that policies look at. */
final class MatchedResources {

    /** Where a pod can get containers; its other updates cannot change what containers hold. */
    static final List<NamedRuleWithOperations> PODS = List.of(
            rule("", List.of("pods"), List.of("CREATE")),
            rule("", List.of("pods/ephemeralcontainers"), List.of("UPDATE")));

    /** Whatever makes pods from a template. */
    static final List<NamedRuleWithOperations> WORKLOADS = List.of(
            workloads("apps", "daemonsets", "deployments", "replicasets", "statefulsets"),
            workloads("batch", "cronjobs", "jobs"),
            workloads("", "podtemplates", "replicationcontrollers"));

    private MatchedResources() {}

    private static NamedRuleWithOperations workloads(String group, String... resources) {
        return rule(group, List.of(resources), List.of("CREATE", "UPDATE"));
    }

    private static NamedRuleWithOperations rule(String group, List<String> resources, List<String> operations) {
        return new NamedRuleWithOperationsBuilder()
                .withApiGroups(group)
                .withApiVersions("v1")
                .withResources(resources)
                .withOperations(operations)
                .build();
    }
}
