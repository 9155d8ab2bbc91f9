package dev.portcullis.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodTemplate;
import dev.portcullis.cli.check.EnforcedPolicies.EnforcedPolicy;
import dev.portcullis.cli.check.GivenObjects.Workload;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Admission of workloads: every governing policy mutates the pod, then every one of them validates it. */
final class AdmissionCheck {

    private final List<EnforcedPolicy> policies;
    private final String defaultNamespace;
    private final Map<String, Map<String, String>> namespaces = new TreeMap<>();
    private final Map<String, TreeSet<String>> unknownLabels = new TreeMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private boolean governs;

    private AdmissionCheck(List<EnforcedPolicy> policies, String defaultNamespace) {
        this.policies = policies;
        this.defaultNamespace = defaultNamespace;
    }

    /**
     * Checks all workloads.
     *
     * @param defaultNamespace the namespace of objects that name none
     */
    static AdmissionCheck of(GivenObjects given, EnforcedPolicies enforced, String defaultNamespace) {
        AdmissionCheck check = new AdmissionCheck(enforced.policies(), defaultNamespace);
        given.namespaces().forEach(check::namespace);
        given.workloads().forEach(check::judge);
        return check;
    }

    private void namespace(KubernetesObject namespace) {
        Map<String, String> labels = new LinkedHashMap<>();
        namespace
                .root()
                .json()
                .path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText("")));
        namespaces.put(namespace.name(), labels);
    }

    private void judge(Workload workload) {
        PodTemplate pods = workload.pods();
        String namespace = pods.namespace().isEmpty() ? defaultNamespace : pods.namespace();
        List<EnforcedPolicy> governing = policies.stream()
                .filter(policy -> policy.reach().includes(pods.labels(), namespace, labels(namespace, pods, policy)))
                .toList();
        governs |= !governing.isEmpty();
        JsonNode spec = pods.spec();
        for (EnforcedPolicy policy : governing) {
            spec = policy.filled(spec);
        }
        for (EnforcedPolicy policy : governing) {
            for (Objection objection : policy.objections(spec)) {
                diagnostics.add(workload.diagnostic(
                        policy.level(), objection.rule().code(), objection.location(), objection.message()));
            }
        }
    }

    /** The labels of a namespace, none if there is no manifest of it; notes which ones a policy would have needed. */
    private Map<String, String> labels(String namespace, PodTemplate pods, EnforcedPolicy policy) {
        Map<String, String> known = namespaces.get(namespace);
        if (known == null && policy.reach().selects(pods.labels())) {
            policy.reach().namespaceLabels().forEach(label -> unknownLabels
                    .computeIfAbsent(namespace, name -> new TreeSet<>())
                    .add(label));
        }
        return known == null ? Map.of() : known;
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** Reasons why the result may say less than it seems to. */
    List<String> notes(GivenObjects given) {
        List<String> notes = new ArrayList<>();
        if (!unknownLabels.isEmpty()) {
            String which = unknownLabels.entrySet().stream()
                    .map(labels -> labels.getKey() + " (" + String.join(", ", labels.getValue()) + ")")
                    .collect(Collectors.joining(", "));
            notes.add("policies select namespaces by labels that are unknown here and count as absent: " + which
                    + "; add the manifests of these namespaces");
        }
        if (!given.workloads().isEmpty() && !policies.isEmpty() && !governs) {
            notes.add("no policy governs any of the workloads; check podSelector, namespaceSelector and --namespace");
        }
        return notes;
    }
}
