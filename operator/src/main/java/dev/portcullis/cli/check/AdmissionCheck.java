package dev.portcullis.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodTemplate;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks policies about workloads, as admission does: they are filled in by all that do so, then judged by each. */
final class AdmissionCheck {

    private final List<EnforcedPolicy> policies;
    private final String defaultNamespace;
    private final Map<String, Map<String, String>> namespaces = new TreeMap<>();
    private final Map<String, TreeSet<String>> unknownLabels = new TreeMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private boolean judged;
    private boolean governs;

    /**
     * A check of objects.
     *
     * @param defaultNamespace where the objects are that name no namespace
     */
    AdmissionCheck(List<EnforcedPolicy> policies, String defaultNamespace) {
        this.policies = policies;
        this.defaultNamespace = defaultNamespace;
    }

    /** Takes in the labels of a namespace. */
    void namespace(KubernetesObject namespace) {
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

    /** Judges an object by its pods. */
    void judge(Workload workload) {
        PodTemplate pods = workload.pods();
        String namespace = pods.namespace().isEmpty() ? defaultNamespace : pods.namespace();
        List<EnforcedPolicy> governing = policies.stream()
                .filter(policy -> policy.reach().includes(pods.labels(), namespace, labels(namespace, pods, policy)))
                .toList();
        judged = true;
        governs |= !governing.isEmpty();
        JsonNode spec = pods.spec();
        for (EnforcedPolicy policy : governing) {
            spec = policy.filled(spec);
        }
        for (EnforcedPolicy policy : governing) {
            for (Objection objection : policy.objections(spec)) {
                diagnostics.add(workload.object()
                        .diagnostic(
                                policy.level(),
                                objection.rule().code(),
                                pods.location() + "." + objection.location(),
                                objection.message()));
            }
        }
    }

    /** Of a namespace without a manifest only the name is known. */
    private Map<String, String> labels(String namespace, PodTemplate pods, EnforcedPolicy policy) {
        Map<String, String> known = namespaces.get(namespace);
        if (known == null && policy.reach().selects(pods.labels())) {
            policy.reach().namespaceLabels().forEach(label -> unknownLabels
                    .computeIfAbsent(namespace, name -> new TreeSet<>())
                    .add(label));
        }
        return known == null ? Map.of() : known;
    }

    /** What was found. */
    List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** What a reader should know of the result. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!unknownLabels.isEmpty()) {
            String which = unknownLabels.entrySet().stream()
                    .map(labels -> labels.getKey() + " (" + String.join(", ", labels.getValue()) + ")")
                    .collect(Collectors.joining(", "));
            notes.add("labels that policies select namespaces by are not known, and taken as absent: " + which
                    + "; give the manifests of these namespaces too");
        }
        if (judged && !policies.isEmpty() && !governs) {
            notes.add("no policy governs any of the workloads; look at podSelector, namespaceSelector and --namespace");
        }
        return notes;
    }
}
