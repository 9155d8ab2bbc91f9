package dev.portcullis.operator.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The Reports in the cluster. */
final class ReportStore {

    private static final String COLLECTION = "apis/" + NamespaceReport.API_VERSION + "/reports";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Answers answers;

    ReportStore(KubernetesClient client) {
        this.client = client;
        this.answers = new Answers(ApiConnection.of(client), PATIENCE);
    }

    /**
     * Our Reports by namespace.
     *
     * @throws KubernetesClientException when they cannot be listed; code 404 when the cluster has no openreports.io
     */
    Map<String, JsonNode> all() {
        Map<String, JsonNode> reports = new HashMap<>();
        new ItemList(
                        answers,
                        COLLECTION,
                        Map.of("labelSelector", NamespaceReport.MANAGED_BY + "=" + NamespaceReport.NAME))
                .read(
                        item -> {
                            JsonNode report = JSON.readTree(item);
                            if (report.at("/metadata/name").asText("").equals(NamespaceReport.NAME)) {
                                reports.put(report.at("/metadata/namespace").asText(""), report);
                            }
                        },
                        () -> {});
        return reports;
    }

    /**
     * Makes the Report, or brings it up to date.
     *
     * @throws KubernetesClientException when it is refused
     */
    void write(String namespace, ObjectNode report) {
        answers.apply(path(namespace), ServerSideApply.FIELD_MANAGER, report.toString())
                .close();
    }

    /**
     * Removes it; nothing happens when it is gone.
     *
     * @throws KubernetesClientException when that is refused
     */
    void delete(String namespace) {
        client.genericKubernetesResources(NamespaceReport.API_VERSION, "Report")
                .inNamespace(namespace)
                .withName(NamespaceReport.NAME)
                .delete();
    }

    private static String path(String namespace) {
        return "apis/" + NamespaceReport.API_VERSION + "/namespaces/" + namespace + "/reports/" + NamespaceReport.NAME;
    }
}
