package dev.portcullis.operator.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.operator.reports.WorkloadResult.Rule;
import dev.portcullis.operator.reports.WorkloadResult.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceReportTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    @Test
    void theWorstComesFirstAndTheSummaryCountsAll() {
        ObjectNode report = report(
                        result("a", Verdict.PASS, "fine"),
                        result("b", Verdict.FAIL, "its new pods are refused: ..."),
                        result("c", Verdict.PASS, "fine"),
                        result("d", Verdict.WARN, "restart it"))
                .json(MissingNode.getInstance(), NOON);
        assertThat(report.at("/results"))
                .extracting(one -> one.at("/resources/0/name").asText())
                .containsExactly("b", "d", "a", "c");
        assertThat(report.path("summary")).hasToString("{\"error\":0,\"fail\":1,\"warn\":1,\"skip\":0,\"pass\":2}");
        assertThat(report.at("/results/0/severity").asText()).isEqualTo("high");
        assertThat(report.at("/scope/name").asText()).isEqualTo("shop");
    }

    @Test
    void aResultThatSaysTheSameKeepsItsTime() {
        ObjectNode first = report(result("a", Verdict.PASS, "fine"), result("b", Verdict.WARN, "restart it"))
                .json(MissingNode.getInstance(), NOON);
        ObjectNode second = report(result("a", Verdict.PASS, "fine"), result("b", Verdict.PASS, "fine"))
                .json(first, LATER);
        assertThat(second.at("/results"))
                .extracting(one -> one.at("/timestamp/seconds").asLong())
                .containsExactly(NOON.getEpochSecond(), LATER.getEpochSecond());
        assertThat(NamespaceReport.isSame(second, first)).isFalse();
    }

    @Test
    void theSameReportIsTheSameHoweverItIsStored() throws Exception {
        NamespaceReport report = report(result("a", Verdict.PASS, "fine"));
        ObjectNode first = report.json(MissingNode.getInstance(), NOON);
        JsonNode stored = new ObjectMapper().readTree("""
                {"results": [{"timestamp": {"nanos": 0, "seconds": %d}, "scored": true, "rule": "RunsUnderFile",
                  "result": "pass", "resources": [{"name": "a", "namespace": "shop", "kind": "Deployment",
                  "apiVersion": "apps/v1"}], "policy": "SeccompProfile/web", "message": "fine",
                  "category": "Seccomp profiles"}],
                 "summary": {"pass": 1, "fail": 0, "warn": 0, "error": 0, "skip": 0}, "source": "portcullis",
                 "scope": {"name": "shop", "kind": "Namespace", "apiVersion": "v1"},
                 "configuration": {"limits": {"maxResults": 1000}}, "kind": "Report",
                 "apiVersion": "openreports.io/v1alpha1", "metadata": {"name": "portcullis", "uid": "1",
                  "labels": {"team": "shop", "app.kubernetes.io/managed-by": "portcullis",
                             "app.kubernetes.io/name": "portcullis"}}}
                """.formatted(NOON.getEpochSecond()));
        assertThat(NamespaceReport.isSame(report.json(stored, LATER), stored)).isTrue();
        assertThat(NamespaceReport.isSame(first, MissingNode.getInstance())).isFalse();
        ObjectNode unlabelled = stored.deepCopy();
        unlabelled.withObject("/metadata/labels").remove("app.kubernetes.io/managed-by");
        assertThat(NamespaceReport.isSame(first, unlabelled)).isFalse();
    }

    @Test
    void aReportHoldsAThousandResultsAndStaysSmall() {
        List<WorkloadResult> many = new ArrayList<>(IntStream.range(0, 2000)
                .mapToObj(i -> result("workload-" + i, Verdict.WARN, "x".repeat(5000)))
                .toList());
        many.add(result("last", Verdict.FAIL, "y"));
        ObjectNode report = new NamespaceReport("shop", many).json(MissingNode.getInstance(), NOON);
        assertThat(report.path("results")).hasSize(NamespaceReport.MAX_RESULTS);
        assertThat(report.at("/results/0/resources/0/name").asText()).isEqualTo("last");
        assertThat(report.at("/summary/warn").asInt()).isEqualTo(2000);
        assertThat(report.toString().length()).isLessThan(1_500_000);
    }

    private static NamespaceReport report(WorkloadResult... results) {
        return new NamespaceReport("shop", List.of(results));
    }

    private static WorkloadResult result(String name, Verdict verdict, String message) {
        return new WorkloadResult(
                new ReportedWorkload(WorkloadKind.DEPLOYMENT, "shop", name),
                "SeccompProfile/web",
                Rule.RUNS_UNDER_FILE,
                verdict,
                message);
    }
}
