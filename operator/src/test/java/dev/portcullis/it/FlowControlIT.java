package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server queues operator and agents in the shipped priority levels, and there only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowControlIT {

    private static final String NODE = "flow-control-burst";
    private static final String CONFIG_MAPS = "api/v1/namespaces/" + Cluster.NAMESPACE + "/configmaps";
    private static final String NODE_SYNC = "apis/portcullis.dev/v1/nodesyncs/" + NODE;
    private static final String LEASE =
            "apis/coordination.k8s.io/v1/namespaces/" + Cluster.NAMESPACE + "/leases/portcullis-operator";

    private final KubernetesClient admin = Cluster.shared().admin();
    private String agentKubeconfig;
    private KubernetesClient agent;
    private KubernetesClient operator;
    private KubernetesClient other;

    @BeforeAll
    void clients() {
        agentKubeconfig = Cluster.shared().agentKubeconfig(NODE);
        // No operator is to wait for a node whose agent does not run.
        Cluster.shared().setAgentReady(NODE, false);
        agent = withoutRetries(agentKubeconfig);
        operator = withoutRetries(Cluster.shared().operatorKubeconfig());
        other = withoutRetries(Cluster.shared().serviceAccountKubeconfig("default"));
        // The API server takes up new levels with a delay.
        await().atMost(Deadline.STEP).until(() -> schema(agent, "version").equals(uid("portcullis-agent")));
        await().atMost(Deadline.STEP).until(() -> schema(operator, "version").equals(uid("portcullis-operator")));
    }

    @AfterAll
    void end() {
        agent.close();
        operator.close();
        other.close();
        Cluster.shared().removeNode(NODE);
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIG_MAPS, NODE_SYNC, "version", "apis"})
    void agentsHaveALevelOfTheirOwn(String path) {
        assertThat(schema(agent, path)).isEqualTo(uid("portcullis-agent"));
        assertThat(level(agent, path)).isEqualTo(levelUid("portcullis-agent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIG_MAPS, NODE_SYNC, LEASE, "apis/portcullis.dev/v1/seccompprofiles", "version"})
    void theOperatorHasAnother(String path) {
        assertThat(schema(operator, path)).isEqualTo(uid("portcullis-operator"));
        assertThat(level(operator, path)).isEqualTo(levelUid("portcullis-operator"));
    }

    @Test
    void otherServiceAccountsStayWhereTheyWere() {
        assertThat(schema(other, "version")).isEqualTo(uid("service-accounts"));
    }

    @Test
    void aLevelGivesNoRight() {
        assertThat(get(agent, "apis/portcullis.dev/v1/seccompprofiles").code()).isEqualTo(403);
        assertThat(get(operator, "apis/flowcontrol.apiserver.k8s.io/v1/flowschemas")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void theRunningProcessesAreQueuedThere(@TempDir Path home) throws IOException {
        double agents = dispatched("portcullis-agent");
        double operators = dispatched("portcullis-operator");
        try (Fleet fleet = Fleet.start(home, "flow-control", 1)) {
            fleet.awaitSynced(fleet.apply("flow-control", "read"), 1);
            // Itself, the list, the watch, the NodeSync and its status; of the operator much more.
            assertThat(dispatched("portcullis-agent") - agents).isGreaterThanOrEqualTo(5);
            assertThat(dispatched("portcullis-operator") - operators).isGreaterThanOrEqualTo(5);
        }
    }

    /** The built-in levels let 300 requests of one user wait, and answer 429 to the rest. */
    @Test
    void fiveHundredReportsAtOnceAreAllAnswered() {
        HttpRequest report = report();
        // A connection carries 100 requests at a time.
        List<KubernetesClient> connections = IntStream.range(0, 10)
                .mapToObj(i -> withoutRetries(agentKubeconfig))
                .toList();
        connections.forEach(
                connection -> assertThat(send(connection, report).join()).isEqualTo(HttpURLConnection.HTTP_CREATED));
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 500)
                .mapToObj(i -> send(connections.get(i % connections.size()), report))
                .toList();
        assertThat(answers).extracting(CompletableFuture::join).containsOnly(HttpURLConnection.HTTP_CREATED);
        connections.forEach(KubernetesClient::close);
    }

    private static CompletableFuture<Integer> send(KubernetesClient connection, HttpRequest request) {
        return connection.getHttpClient().sendAsync(request, String.class).thenApply(HttpResponse::code);
    }

    /** A report as an agent sends it, in full but for the storage. */
    private HttpRequest report() {
        String uid = admin.nodes().withName(NODE).require().getMetadata().getUid();
        String body = """
                {"apiVersion": "portcullis.dev/v1", "kind": "NodeSync", "metadata": {"name": "%s", "ownerReferences":
                [{"apiVersion": "v1", "kind": "Node", "name": "%s", "uid": "%s"}]}}""".formatted(NODE, NODE, uid);
        return agent.getHttpClient()
                .newHttpRequestBuilder()
                .uri(agent.getMasterUrl() + NODE_SYNC + "?fieldManager=portcullis-agent&force=true&dryRun=All")
                .method("PATCH", "application/apply-patch+yaml", body)
                .build();
    }

    private double dispatched(String schema) throws IOException {
        Matcher line = Pattern.compile("(?m)^apiserver_flowcontrol_dispatched_requests_total\\{flow_schema=\"" + schema
                        + "\",priority_level=\"" + schema + "\"} (\\S+)$")
                .matcher(get(admin, "metrics").bodyString());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    private static String schema(KubernetesClient client, String path) {
        return String.valueOf(get(client, path).header("X-Kubernetes-PF-FlowSchema-UID"));
    }

    private static String level(KubernetesClient client, String path) {
        return String.valueOf(get(client, path).header("X-Kubernetes-PF-PriorityLevel-UID"));
    }

    private static HttpResponse<String> get(KubernetesClient client, String path) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl() + path)
                .build();
        return client.getHttpClient().sendAsync(request, String.class).join();
    }

    private static String uid(String schema) {
        return uid("flowschema", schema);
    }

    private static String levelUid(String level) {
        return uid("prioritylevelconfiguration", level);
    }

    private static String uid(String kind, String name) {
        return Cluster.shared()
                .kubectl("get", kind, name, "-o", "jsonpath={.metadata.uid}")
                .expectSuccess()
                .output();
    }

    /** A client that shows each answer as it is. */
    private static KubernetesClient withoutRetries(String kubeconfig) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
