package dev.portcullis.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.EnforcedPolicy;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodTemplate;
import dev.portcullis.api.Validation;
import dev.portcullis.cli.check.GivenObjects.Workload;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.KubernetesObject;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Admission of workloads: every governing policy mutates the pod, then every one of them validates it. */
final class AdmissionCheck {

    private final List<EnforcedPolicy> policies;
    private final Setting setting;
    private final Map<String, Map<String, String>> namespaces = new TreeMap<>();
    private final Map<String, TreeSet<String>> unknownLabels = new TreeMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final List<String> exempt = new ArrayList<>();
    private int governed;

    /**
     * The circumstances under which workloads are judged.
     *
     * @param defaultNamespace the namespace of objects that name none
     * @param exemptNamespaces the namespaces whose pods no policy governs
     * @param all whether every policy governs every workload, whatever its selectors and these namespaces
     */
    record Setting(String defaultNamespace, Set<String> exemptNamespaces, boolean all) {

        /** The same, with every workload governed. */
        Setting ofAll() {
            return new Setting(defaultNamespace, exemptNamespaces, true);
        }
    }

    private AdmissionCheck(List<EnforcedPolicy> policies, Setting setting) {
        this.policies = policies;
        this.setting = setting;
    }

    /** Checks all workloads. */
    static AdmissionCheck of(GivenObjects given, EnforcedPolicies enforced, Setting setting) {
        AdmissionCheck check = new AdmissionCheck(enforced.policies(), setting);
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
        String namespace = pods.namespace().isEmpty() ? setting.defaultNamespace() : pods.namespace();
        List<EnforcedPolicy> governing = policies.stream()
                .filter(policy -> setting.all()
                        || policy.reach().includes(pods.labels(), namespace, labels(namespace, pods, policy)))
                .toList();
        governed += governing.isEmpty() ? 0 : 1;
        if (governing.isEmpty() && setting.exemptNamespaces().contains(namespace)) {
            exempt.add(workload.object().reference().text());
        }
        JsonNode spec = EnforcedPolicy.filled(governing, pods.spec());
        int before = diagnostics.size();
        for (EnforcedPolicy policy : governing) {
            for (Objection objection : policy.objections(spec)) {
                objection
                        .offences()
                        .forEach(offence -> diagnostics.add(workload.diagnostic(
                                        level(policy), objection.rule().code(), offence.location(), offence.message())
                                .of(offence.containers())));
            }
        }
        if (diagnostics.size() > before) {
            WorkloadRemarks.windows(workload).ifPresent(diagnostics::add);
        }
    }

    /** The level of a policy's objections: an error if the API server would deny the pod. */
    private static Diagnostic.Level level(EnforcedPolicy policy) {
        return policy.validation() == Validation.DENY ? Diagnostic.Level.ERROR : Diagnostic.Level.WARNING;
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

    /** The number of workloads that some policy governs. */
    int governed() {
        return governed;
    }

    /** The number of workloads that no policy governs because of their namespaces. */
    int exempt() {
        return exempt.size();
    }

    /** Reasons why the result may say less than it seems to. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!unknownLabels.isEmpty()) {
            String which = unknownLabels.entrySet().stream()
                    .map(labels -> labels.getKey() + " (" + String.join(", ", labels.getValue()) + ")")
                    .collect(Collectors.joining(", "));
            notes.add("policies select namespaces by labels that are unknown here and count as absent: " + which
                    + "; add the manifests of these namespaces");
        }
        if (!exempt.isEmpty()) {
            notes.add("exempt (--exempt-namespaces): " + NameList.of(exempt));
        }
        return notes;
    }
}
