package dev.portcullis.operator.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.wording.Excerpt;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one namespace as a Report of {@code openreports.io/v1alpha1} (reports-api, {@code report_types.go}).
 *
 * @param namespace the namespace
 * @param results all results, the worst first
 */
record NamespaceReport(String namespace, List<WorkloadResult> results) {

    /** The API group and version of reports. */
    static final String API_VERSION = "openreports.io/v1alpha1";

    /** The name of the one Report in each namespace, its source, and the value of the label that tells ours apart. */
    static final String NAME = "portcullis";

    /** The label that tells who looks after an object. */
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The most results in a Report, so that it stays below etcd's 1.5 MiB; the summary counts all. */
    static final int MAX_RESULTS = 1000;

    private static final int MAX_MESSAGE = 1000;

    /** Numbers that are read may be narrower than those that were written. */
    private static final Comparator<JsonNode> ANY_WIDTH = (one, other) ->
            one.equals(other) || (one.isNumber() && other.isNumber() && one.longValue() == other.longValue()) ? 0 : 1;

    /** Sorts the results. */
    NamespaceReport {
        results = results.stream()
                .sorted(Comparator.comparing(WorkloadResult::verdict)
                        .thenComparing(WorkloadResult::workload)
                        .thenComparing(WorkloadResult::policy)
                        .thenComparing(WorkloadResult::rule))
                .toList();
    }

    /**
     * The report in JSON.
     *
     * @param earlier the one that is there; a missing node when there is none. A result that says the same in both keeps
     *     its time
     * @param now the time of the others
     */
    ObjectNode json(JsonNode earlier, Instant now) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("apiVersion", API_VERSION).put("kind", "Report");
        report.putObject("metadata")
                .put("name", NAME)
                .put("namespace", namespace)
                .putObject("labels")
                .put("app.kubernetes.io/name", NAME)
                .put(MANAGED_BY, NAME);
        report.put("source", NAME);
        report.putObject("scope")
                .put("apiVersion", "v1")
                .put("kind", "Namespace")
                .put("name", namespace);
        report.putObject("configuration").putObject("limits").put("maxResults", MAX_RESULTS);
        ObjectNode summary = report.putObject("summary").put("error", 0);
        for (WorkloadResult.Verdict verdict : WorkloadResult.Verdict.values()) {
            summary.put(
                    verdict.word(),
                    results.stream().filter(one -> one.verdict() == verdict).count());
        }
        Map<JsonNode, JsonNode> times = times(earlier);
        ArrayNode array = report.putArray("results");
        for (WorkloadResult result : results.subList(0, Math.min(results.size(), MAX_RESULTS))) {
            ObjectNode json = json(result);
            JsonNode time = times.get(json);
            array.add(json);
            json.set("timestamp", time == null ? time(now) : time);
        }
        return report;
    }

    /** Returns whether a report that is there says what this one, made from it by {@link #json}, says. */
    static boolean isSame(JsonNode report, JsonNode there) {
        return List.of("source", "scope", "configuration", "summary", "results").stream()
                        .allMatch(field -> report.path(field).equals(ANY_WIDTH, there.path(field)))
                && report.at("/metadata/labels").properties().stream().allMatch(label -> label.getValue()
                        .equals(there.at("/metadata/labels").path(label.getKey())));
    }

    private static ObjectNode json(WorkloadResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("policy", result.policy());
        json.put("rule", result.rule().word());
        json.put("category", result.rule().category());
        json.put("result", result.verdict().word());
        switch (result.verdict()) {
            case FAIL -> json.put("severity", "high").put("scored", true);
            case WARN -> json.put("severity", "medium");
            case PASS -> json.put("scored", true);
            case SKIP -> {}
        }
        json.put("message", Excerpt.of(result.message(), MAX_MESSAGE, Excerpt.ELLIPSIS));
        json.putArray("resources")
                .addObject()
                .put("apiVersion", result.workload().kind().apiVersion())
                .put("kind", result.workload().kind().kind())
                .put("namespace", result.workload().namespace())
                .put("name", result.workload().name());
        return json;
    }

    private static ObjectNode time(Instant time) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("seconds", time.getEpochSecond())
                .put("nanos", 0);
    }

    /** When each result of a report was first so. */
    private static Map<JsonNode, JsonNode> times(JsonNode report) {
        Map<JsonNode, JsonNode> times = new HashMap<>();
        for (JsonNode result : report.path("results")) {
            if (result.deepCopy() instanceof ObjectNode copy && copy.remove("timestamp") instanceof ObjectNode time) {
                times.put(copy, time);
            }
        }
        return times;
    }
}
