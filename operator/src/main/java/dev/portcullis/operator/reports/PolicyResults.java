package dev.portcullis.operator.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.EnforcedPolicy;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodTemplate;
import dev.portcullis.api.Validation;
import dev.portcullis.rendition.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which workloads keep to the policies that govern their pods. */
final class PolicyResults {

    /**
     * A policy that judges pods.
     *
     * @param policy the policy
     * @param inForce whether the API server has its admission policies
     */
    record Judge(EnforcedPolicy policy, boolean inForce) {

        /** Returns whether it validates pods at all. */
        boolean judges() {
            return policy.validation() != Validation.OFF;
        }
    }

    private final List<Judge> judges;
    private final Map<String, Map<String, String>> namespaces;

    /**
     * Judges by these policies.
     *
     * @param judges in any order; those that only fill in count too
     * @param namespaces the labels of all namespaces
     */
    PolicyResults(List<Judge> judges, Map<String, Map<String, String>> namespaces) {
        this.judges = judges.stream()
                .sorted(Comparator.comparing(judge -> judge.policy().name()))
                .toList();
        this.namespaces = Map.copyOf(namespaces);
    }

    /** One result for every policy that judges the workload's pods. */
    List<WorkloadResult> of(ReportedWorkload workload, PodTemplate pods) {
        Map<String, String> labels = namespaces.getOrDefault(workload.namespace(), Map.of());
        List<Judge> governing = judges.stream()
                .filter(judge -> judge.policy().reach().includes(pods.labels(), workload.namespace(), labels))
                .toList();
        JsonNode filled =
                EnforcedPolicy.filled(governing.stream().map(Judge::policy).toList(), pods.spec());
        return governing.stream()
                .filter(Judge::judges)
                .map(judge -> result(workload, judge, judge.policy().objections(filled)))
                .toList();
    }

    private static WorkloadResult result(ReportedWorkload workload, Judge judge, List<Objection> objections) {
        boolean pod = workload.kind() == WorkloadKind.POD;
        WorkloadResult.Verdict verdict;
        String message;
        if (objections.isEmpty()) {
            verdict = WorkloadResult.Verdict.PASS;
            message = pod ? "the pod keeps to the policy" : "its pods keep to the policy";
        } else {
            boolean refused = judge.inForce() && judge.policy().validation() == Validation.DENY;
            verdict = refused ? WorkloadResult.Verdict.FAIL : WorkloadResult.Verdict.WARN;
            message = objections.stream()
                    .map(Objection::message)
                    .collect(Collectors.joining("; ", start(pod, judge, refused) + ": ", ""));
        }
        return new WorkloadResult(
                workload,
                Kind.CAPABILITY_POLICY.label() + "/" + judge.policy().name(),
                WorkloadResult.Rule.KEEPS_TO_POLICY,
                verdict,
                message);
    }

    private static String start(boolean pod, Judge judge, boolean refused) {
        if (refused) {
            return pod ? "the pod would be refused if it were created now" : "its new pods are refused";
        }
        String which = pod ? "the pod" : "its pods";
        return judge.policy().validation() == Validation.DENY
                ? which + " will be refused once the policy is in force"
                : which + " would be refused if the policy said validate: Deny";
    }
}
