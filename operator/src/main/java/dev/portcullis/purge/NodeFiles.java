package dev.portcullis.purge;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Subject;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files on the nodes, as the agents report them. */
final class NodeFiles {

    /** The agents' reason for a file that no object renders. */
    private static final String ORPHANED = "Orphaned";

    /** Failures that are not about remaining files. */
    private static final Set<String> DIRECTORIES =
            Stream.concat(Stream.of("."), FilePath.SUBDIRECTORIES.stream()).collect(Collectors.toUnmodifiableSet());

    private final KubernetesClient client;

    NodeFiles(KubernetesClient client) {
        this.client = client;
    }

    /** The nodes that report but are not {@code Ready}: nothing can be removed there now. */
    Set<String> away() {
        Set<String> reporting = Set.copyOf(new ObjectNames(client, NodeSync.class).all());
        return new ObjectNames(client, Node.class)
                .without((field, value) -> field.equals("status") && isReady(value)).stream()
                        .filter(reporting::contains)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until the other nodes have no files; returns the files left on each node at the deadline, if any. */
    List<String> awaitNone(Set<String> away, Duration time) throws InterruptedException {
        return await(reports -> left(reports, away).isEmpty(), time)
                ? List.of()
                : left(client.resources(NodeSync.class).list().getItems(), away);
    }

    private boolean await(Predicate<List<NodeSync>> condition, Duration time) throws InterruptedException {
        CompletableFuture<List<NodeSync>> met = client.resources(NodeSync.class).informOnCondition(condition);
        try {
            met.get(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            met.cancel(true);
        }
    }

    /** The number of nodes that report. */
    int count() {
        return client.resources(NodeSync.class).list().getItems().size();
    }

    /** The objects whose orphaned files these nodes report. */
    SortedSet<Subject> orphans(Set<String> away) {
        return orphans(client.resources(NodeSync.class).list().getItems(), away);
    }

    /** Waits until nodes that are not away report other orphans than these; false at the deadline. */
    boolean awaitOtherOrphans(Set<Subject> now, Set<String> away, Duration time) throws InterruptedException {
        return await(reports -> !orphans(reports, away).equals(now), time);
    }

    private static SortedSet<Subject> orphans(List<NodeSync> reports, Set<String> away) {
        return reports.stream()
                .filter(sync -> !away.contains(sync.getMetadata().getName()) && sync.getStatus() != null)
                .flatMap(sync -> sync.getStatus().listedFailures().stream())
                .filter(failure -> failure.reason().equals(ORPHANED))
                .flatMap(failure -> FilePath.of(failure.file()).stream())
                .map(FilePath::subject)
                .collect(Collectors.toCollection(
                        () -> new TreeSet<>(Comparator.comparing(Subject::kind).thenComparing(Subject::name))));
    }

    /** The files left on each node, for a person; omits nodes that have none or are away. */
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
        List<FileFailure> files = status.listedFailures().stream()
                .filter(failure -> !DIRECTORIES.contains(failure.file()))
                .toList();
        if (status.files() == 0 && status.failed() == status.listedFailures().size() - files.size()) {
            return "";
        }
        String failures =
                files.stream().map(NodeFiles::failure).map("; "::concat).collect(Collectors.joining());
        return node + ": " + status.files() + (status.files() == 1 ? " file" : " files") + failures;
    }

    private static String failure(FileFailure failure) {
        return failure.file() + " (" + failure.reason() + ": " + failure.message() + ")";
    }

    /** Reads a Node's status. */
    private static boolean isReady(JsonParser status) throws IOException {
        Set<String> met = new TreeSet<>();
        JsonTokens.fields(status, (field, value) -> {
            if (field.equals("conditions")) {
                JsonTokens.elements(value, condition -> {
                    Map<String, String> texts = JsonTokens.texts(condition);
                    if ("True".equals(texts.get("status"))) {
                        met.add(texts.getOrDefault("type", ""));
                    }
                });
            }
        });
        return met.contains("Ready");
    }
}
