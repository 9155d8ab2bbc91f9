package dev.portcullis.purge;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.stream.Json;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The files on the nodes, as the agents report them. */
final class NodeFiles {

    private final KubernetesClient client;

    NodeFiles(KubernetesClient client) {
        this.client = client;
    }

    /** The nodes with an agent's report that are not {@code Ready}: nothing can be removed there now. */
    Set<String> away() {
        Set<String> reporting = Set.copyOf(new ObjectNames(client, NodeSync.class).all());
        return new ObjectNames(client, Node.class)
                .without((field, value) -> field.equals("status") && isReady(value)).stream()
                        .filter(reporting::contains)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until the other nodes have no file; what is left on which node when the time is over, or nothing. */
    List<String> awaitNone(Set<String> away, Duration time) throws InterruptedException {
        CompletableFuture<List<NodeSync>> empty = client.resources(NodeSync.class)
                .informOnCondition(reports -> left(reports, away).isEmpty());
        try {
            empty.get(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
            return List.of();
        } catch (TimeoutException e) {
            return left(client.resources(NodeSync.class).list().getItems(), away);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            empty.cancel(true);
        }
    }

    /** What each node still has, for a person; nothing of those that have no file, or that are away. */
    static List<String> left(List<NodeSync> reports, Set<String> away) {
        return reports.stream()
                .filter(sync -> !away.contains(sync.getMetadata().getName()))
                .map(NodeFiles::left)
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
    }

    private static String left(NodeSync sync) {
        String node = sync.getMetadata().getName();
        NodeSyncStatus status = sync.getStatus();
        if (status == null) {
            return node + ": its agent has not reported yet";
        }
        if (status.files() == 0 && status.failed() == 0) {
            return "";
        }
        String failures = status.listedFailures().stream()
                .map(NodeFiles::failure)
                .map("; "::concat)
                .collect(Collectors.joining());
        return node + ": " + status.files() + (status.files() == 1 ? " file" : " files") + failures;
    }

    private static String failure(FileFailure failure) {
        return failure.file() + " (" + failure.reason() + ": " + failure.message() + ")";
    }

    /** Reads a Node's status. */
    private static boolean isReady(JsonParser status) throws IOException {
        Set<String> met = new TreeSet<>();
        Json.fields(status, (field, value) -> {
            if (field.equals("conditions")) {
                Json.elements(value, condition -> {
                    Map<String, String> texts = Json.texts(condition);
                    if ("True".equals(texts.get("status"))) {
                        met.add(texts.getOrDefault("type", ""));
                    }
                });
            }
        });
        return met.contains("Ready");
    }
}
