package dev.portcullis.cli.fleet;

import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.rendition.Kind;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything of ours in a cluster.
 *
 * @param objects profiles, policies and blocks, by kind and name
 * @param nodes the reports of nodes, by name
 * @param agents the agents' pods; null when they may not be listed
 */
public record Fleet(
        List<FleetObject> objects,
        List<FleetNode> nodes,
        @Nullable List<AgentState> agents) {

    /**
     * Reads all lists at once.
     *
     * @param namespace where the agents are
     * @throws ClusterException when the cluster cannot be reached, knows no such objects, or does not let them be listed
     */
    public static Fleet read(ConnectedCluster cluster, String namespace) {
        try (ExecutorService lists = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<FleetObject>>> kinds = Stream.of(Kind.values())
                    .map(kind -> lists.submit(() -> objects(cluster, kind)))
                    .toList();
            Future<List<FleetNode>> nodes =
                    lists.submit(() -> cluster.read("list nodesyncs", answers -> new FleetReader(answers).nodes()));
            Future<@Nullable List<AgentState>> agents = lists.submit(() -> agents(cluster, namespace));
            List<FleetObject> objects = new ArrayList<>();
            kinds.forEach(kind -> objects.addAll(result(kind)));
            return new Fleet(objects, result(nodes), resultOrNull(agents));
        }
    }

    /** The newest revision that the files of some object came with. */
    public long newestRevision() {
        return objects.stream()
                .map(object -> object.status().revision())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** How all nodes stand. */
    public List<NodeState> nodeStates() {
        return NodeState.of(nodes, agents, newestRevision());
    }

    private static List<FleetObject> objects(ConnectedCluster cluster, Kind kind) {
        return cluster.read("list " + FleetReader.plural(kind), answers -> {
            try {
                return new FleetReader(answers).objects(kind).objects();
            } catch (KubernetesClientException e) {
                // The other kinds came later, and an older installation lacks them.
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && kind != Kind.SECCOMP_PROFILE) {
                    return List.of();
                }
                throw e;
            }
        });
    }

    /** Whoever looks at profiles need not have rights in the operator's namespace. */
    private static @Nullable List<AgentState> agents(ConnectedCluster cluster, String namespace) {
        try {
            return new FleetReader(cluster.answers()).pods(namespace, "agent");
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return null;
            }
            throw cluster.explained(e);
        }
    }

    private static <T> T result(Future<T> future) {
        return Objects.requireNonNull(resultOrNull(future));
    }

    private static <T> @Nullable T resultOrNull(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
