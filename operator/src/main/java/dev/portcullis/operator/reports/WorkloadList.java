package dev.portcullis.operator.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.admission.PodTemplate;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Lists the cluster's workloads, one in memory at a time. */
final class WorkloadList {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Answers answers;

    /** Lists with this client, which needs the verb {@code list} on namespaces and every kind of {@link WorkloadKind}. */
    WorkloadList(KubernetesClient client) {
        this.answers = new Answers(ApiConnection.of(client), PATIENCE);
    }

    /**
     * The labels of all namespaces, by name.
     *
     * @throws KubernetesClientException when they cannot be listed
     */
    Map<String, Map<String, String>> namespaces() {
        Map<String, Map<String, String>> labels = new HashMap<>();
        list("api/v1/namespaces")
                .read(
                        item -> {
                            ObjectNode namespace = JSON.readTree(item);
                            JsonNode metadata = namespace.path("metadata");
                            Map<String, String> found = new HashMap<>();
                            metadata.path("labels")
                                    .properties()
                                    .forEach(label -> found.put(
                                            label.getKey(), label.getValue().asText("")));
                            labels.put(metadata.path("name").asText(""), found);
                        },
                        () -> {});
        return labels;
    }

    /**
     * Hands over every workload that nothing else here made, and that may yet make pods.
     *
     * @return the makers of those that something else made: a ReplicaSet's Deployment, a Job's CronJob
     * @throws KubernetesClientException when they cannot be listed
     */
    Map<ReportedWorkload, ReportedWorkload> read(BiConsumer<ReportedWorkload, PodTemplate> visitor) {
        Map<ReportedWorkload, ReportedWorkload> makers = new HashMap<>();
        for (WorkloadKind kind : WorkloadKind.values()) {
            list(kind.path()).read(item -> visit(kind, JSON.readTree(item), makers, visitor), () -> {});
        }
        return makers;
    }

    private static void visit(
            WorkloadKind kind,
            ObjectNode object,
            Map<ReportedWorkload, ReportedWorkload> makers,
            BiConsumer<ReportedWorkload, PodTemplate> visitor) {
        JsonNode metadata = object.path("metadata");
        String namespace = metadata.path("namespace").asText("");
        ReportedWorkload workload =
                new ReportedWorkload(kind, namespace, metadata.path("name").asText(""));
        Optional<ReportedWorkload> maker = maker(metadata, namespace);
        if (maker.isPresent()) {
            if (kind != WorkloadKind.POD) {
                makers.put(workload, maker.get());
            }
        } else if (!kind.isOver(object) && !isMadeByNode(metadata)) {
            // The items of a list do not say what they are.
            object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
            PodTemplate.of(object).ifPresent(pods -> visitor.accept(workload, pods));
        }
    }

    private static Optional<ReportedWorkload> maker(JsonNode metadata, String namespace) {
        for (JsonNode reference : metadata.path("ownerReferences")) {
            if (reference.path("controller").asBoolean()) {
                return WorkloadKind.named(reference.path("kind").asText(""))
                        .map(kind -> new ReportedWorkload(
                                kind, namespace, reference.path("name").asText("")));
            }
        }
        return Optional.empty();
    }

    /** Returns whether a pod stands for one that the kubelet runs of a file, which no API server admits. */
    private static boolean isMadeByNode(JsonNode metadata) {
        return metadata.path("annotations").has("kubernetes.io/config.mirror");
    }

    private ItemList list(String path) {
        return new ItemList(answers, path, Map.of());
    }
}
