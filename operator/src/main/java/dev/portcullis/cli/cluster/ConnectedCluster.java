package dev.portcullis.cli.cluster;

import dev.portcullis.api.NodeSync;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.wording.EditDistance;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cluster that a command asks. What goes wrong becomes one line that says what to do. */
public final class ConnectedCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApiServer server;
    private final ApiConnection connection;
    private @Nullable KubernetesClient client;

    ConnectedCluster(ApiServer server) {
        this.server = server;
        this.connection = ApiConnection.connect(server.config());
    }

    /** The client, for {@link #ask}; made when it is first needed, since that takes a while. */
    public KubernetesClient client() {
        KubernetesClient made = client;
        if (made == null) {
            made = new KubernetesClientBuilder().withConfig(server.config()).build();
            client = made;
        }
        return made;
    }

    /** The namespace that its kubeconfig says is meant. */
    public String namespace() {
        return Objects.requireNonNullElse(server.config().getNamespace(), "default");
    }

    /**
     * Sends a request whose answer is read as it arrives. Several may be under way at once.
     *
     * @param request what it needs the right to, such as {@code list nodesyncs}
     * @throws ClusterException when the cluster cannot be reached, or that is not allowed
     */
    public <R> R read(String request, Function<Answers, R> sent) {
        try {
            return sent.apply(answers());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new ClusterException(
                        "the API server knows nothing to " + request + ": Portcullis is not installed in this cluster");
            }
            throw explained(e, request);
        }
    }

    /** The way to send requests whose refusal is an answer too. */
    public Answers answers() {
        return new Answers(connection, PATIENCE);
    }

    /**
     * Sends a request.
     *
     * @param request what it needs the right to, such as {@code list pods in all namespaces}
     * @throws ClusterException when the cluster cannot be reached, or that is not allowed
     */
    public <R> R ask(String request, Function<KubernetesClient, R> sent) {
        try {
            return sent.apply(client());
        } catch (KubernetesClientException e) {
            throw explained(e, request);
        }
    }

    /**
     * Reads one cluster-scoped object of ours.
     *
     * @throws ClusterException when there is none; the message names the one that was probably meant
     */
    public <T extends HasMetadata> T object(Class<T> type, String name) {
        T found = ask(
                "get " + HasMetadata.getPlural(type),
                sent -> sent.resources(type).withName(name).get());
        if (found == null) {
            throw new ClusterException("there is no " + HasMetadata.getKind(type) + " " + name
                    + EditDistance.hint(name, names(type)).orElse(""));
        }
        return found;
    }

    /**
     * Since when each node that reports has which revision, by its name.
     *
     * @throws ClusterException when the cluster cannot be reached, or that is not allowed
     */
    Map<String, NodeHistory> histories() {
        return ask("list nodesyncs", sent -> sent.resources(NodeSync.class).list().getItems().stream()
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(), node -> NodeHistory.of(node.getStatus()))));
    }

    /** The failure in words; a refusal other than for a missing right keeps the API server's own. */
    public RuntimeException explained(KubernetesClientException failure) {
        return server.explained(failure, null);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        connection.close();
    }

    /** The same; a right that is missing is that to this request. */
    public RuntimeException explained(KubernetesClientException failure, String request) {
        return server.explained(failure, request);
    }

    /** The names of all objects of a type; their specs are not read. */
    private Set<String> names(Class<? extends HasMetadata> type) {
        String plural = HasMetadata.getPlural(type);
        ItemList list = new ItemList(answers(), "apis/" + HasMetadata.getApiVersion(type) + "/" + plural, Map.of());
        Set<String> names = new TreeSet<>();
        try {
            list.read(
                    item -> JsonTokens.fields(item, (field, value) -> {
                        if (field.equals("metadata")) {
                            String name = JsonTokens.texts(value).get("name");
                            if (name != null) {
                                names.add(name);
                            }
                        }
                    }),
                    () -> {});
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new ClusterException("this cluster knows no " + plural + ": Portcullis is not installed in it");
            }
            throw explained(e, "list " + plural);
        }
        return names;
    }
}
