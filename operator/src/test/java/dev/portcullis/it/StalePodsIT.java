package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.CommandResult;
import dev.portcullis.api.Attestation;
import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Pods;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Carrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which running containers have which file: pods are objects whose status the test writes, as their kubelet would. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StalePodsIT {

    /** Rounds of the operator come at growing intervals. */
    private static final Duration ROUNDS = Duration.ofMinutes(1);

    private static final String NAMESPACE = "stale-pods";

    private final KubernetesClient admin = Cluster.shared().admin();
    private Path home;
    private Fleet fleet;
    private Pods pods;
    private Instant lastStart = Instant.EPOCH;

    @BeforeAll
    void start(@TempDir Path directory) {
        home = directory;
        fleet = Fleet.start(home, "stale", 2, "--count-stale-pods", "true");
        pods = Pods.in(NAMESPACE);
    }

    @AfterEach
    void clean() {
        pods.deleteAll();
        await("pods to go")
                .atMost(Deadline.STEP)
                .until(() ->
                        admin.pods().inNamespace(NAMESPACE).list().getItems().isEmpty());
        fleet.deleteProfiles();
        fleet.restartWhatEnded();
    }

    @AfterAll
    void end() {
        pods.close();
        fleet.close();
    }

    @Test
    void aContainerIsStaleFromTheChangeOfItsProfileUntilItStartsAgain() throws IOException {
        fleet.awaitSynced(fleet.apply("stale-web", "read"), 2);
        run("a", 1, "stale-web");
        run("b", 2, "stale-web");
        assertThat(use("stale-web")).containsExactly(2, 0, 0);
        awaitCount("stale-web", 0);

        change("stale-web", "read", "write");
        assertThat(use("stale-web")).containsExactly(0, 2, 0);
        awaitCount("stale-web", 2);
        assertThat(text("stale-web"))
                .startsWith("2 of 2 running containers with portcullis/stale-web.json started before")
                .contains("namespace " + NAMESPACE, "kubectl delete pod a -n " + NAMESPACE);

        // In place, as after a crash.
        started("a", 1);
        assertThat(use("stale-web")).containsExactly(1, 1, 0);
        awaitCount("stale-web", 1);
        pods.delete("b");
        awaitCount("stale-web", 0);
    }

    @Test
    void aChangeOfTheConfigMapAloneMakesNothingStale() throws IOException {
        fleet.awaitSynced(fleet.apply("stale-meta", "read"), 2);
        run("a", 1, "stale-meta");
        Long revision = fleet.status("stale-meta").revision();
        ConfigMap labelled = Cluster.shared()
                .configMap("seccompprofile-stale-meta")
                .edit(carrier -> carrier.edit()
                        .editMetadata()
                        .addToLabels("example.com/a", "b")
                        .endMetadata()
                        .build());
        assertThat(Carrier.revision(labelled)).isGreaterThan(revision);
        await("the nodes to see it").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        fleet.report(1).appliedRevision())
                .isGreaterThanOrEqualTo(Carrier.revision(labelled)));
        assertThat(use("stale-meta")).containsExactly(1, 0, 0);
        assertThat(fleet.status("stale-meta").revision()).isEqualTo(revision);
    }

    @Test
    void theHistoryLastsOverARestartOfTheAgent() throws IOException {
        fleet.awaitSynced(fleet.apply("stale-history", "read"), 2);
        run("old", 1, "stale-history");
        change("stale-history", "write");
        run("new", 1, "stale-history");
        List<Attestation> before = fleet.report(1).history();
        fleet.agent(1).stop();
        fleet.agent(1).restart();
        fleet.agent(1).awaitReady();
        fleet.awaitSynced(fleet.apply("stale-other", "read"), 2);
        assertThat(fleet.report(1).history())
                .startsWith(before.toArray(Attestation[]::new))
                .hasSize(before.size() + 1);
        assertThat(use("stale-history")).containsExactly(1, 1, 0);

        // What comes while it is away is there since it is back.
        fleet.agent(1).kill();
        SeccompProfile missed = fleet.apply("stale-history", "close");
        await("the other node to have it").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(fleet.status("stale-history").observedGeneration())
                    .isEqualTo(missed.getMetadata().getGeneration());
            assertThat(fleet.status("stale-history").nodes())
                    .extracting(NodeCounts::synced)
                    .isEqualTo(1);
        });
        run("meanwhile", 1, "stale-history");
        assertThat(use("stale-history")).containsExactly(0, 3, 0);
        fleet.agent(1).restart();
        fleet.awaitSynced(missed, 2);
        assertThat(fleet.report(1).history()).startsWith(before.toArray(Attestation[]::new));
    }

    @Test
    void anOperatorThatStartsAgainWritesNothing() {
        fleet.awaitSynced(fleet.apply("stale-quiet", "read"), 2);
        run("a", 1, "stale-quiet");
        change("stale-quiet", "write");
        awaitCount("stale-quiet", 1);
        String version = version("stale-quiet");
        fleet.operator().stop();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        // Its first rounds have counted when a later change is counted.
        fleet.awaitSynced(fleet.apply("stale-later", "read"), 2);
        awaitCount("stale-later", 0);
        assertThat(version("stale-quiet")).isEqualTo(version);
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws IOException {
        fleet.awaitSynced(fleet.apply("stale-named", "read"), 2);
        assertThat(pods("stale-nmaed"))
                .isEqualTo(new CommandResult(
                        1, "", "portcullis pods: there is no SeccompProfile stale-nmaed; did you mean stale-named?\n"));
        Path agent = Files.writeString(
                home.resolve("agent.kubeconfig"), Cluster.shared().agentKubeconfig(fleet.node(1)));
        CommandResult refused = CommandResult.of("pods", "stale-named", "--kubeconfig", agent.toString());
        assertThat(refused.status()).isOne();
        assertThat(refused.err())
                .startsWith("portcullis pods: you may not get seccompprofiles; ask for that right: ")
                .hasLineCount(1);
    }

    /** Applies other syscalls a second after the last start, and returns when all nodes have them: times have whole seconds. */
    private void change(String profile, String... syscalls) {
        await("the next second").atMost(Deadline.STEP).until(() -> Instant.now().isAfter(lastStart.plusSeconds(1)));
        fleet.awaitSynced(fleet.apply(profile, syscalls), 2);
    }

    private String version(String profile) {
        return Objects.requireNonNull(fleet.get(profile)).getMetadata().getResourceVersion();
    }

    /** A pod on a node, whose container started when the node had everything that it attests to. */
    private void run(String name, int node, String profile) {
        pods.create(name, spec -> spec.withNodeName(fleet.node(node))
                .withNewSecurityContext()
                .withNewSeccompProfile("portcullis/" + profile + ".json", "Localhost")
                .endSecurityContext());
        started(name, node);
    }

    private void started(String name, int node) {
        lastStart = Instant.parse(fleet.report(node).history().getLast().time());
        pods.started(name, lastStart);
    }

    /** The numbers of containers that are fresh, stale, and perhaps stale. */
    private List<Integer> use(String profile) throws IOException {
        CommandResult result = pods(profile, "--output", "json");
        assertThat(result.err()).isEmpty();
        JsonNode use = new ObjectMapper().readTree(result.out());
        assertThat(StreamSupport.stream(use.path("containers").spliterator(), false)
                        .map(container -> container.path("namespace").asText()))
                .allMatch(NAMESPACE::equals);
        return List.of(
                use.path("fresh").asInt(),
                use.path("stale").asInt(),
                use.path("uncertain").asInt());
    }

    private static String text(String profile) {
        return pods(profile).out();
    }

    private static CommandResult pods(String object, String... more) {
        return Cluster.shared()
                .portcullis(Stream.concat(Stream.of("pods", object), Stream.of(more))
                        .toArray(String[]::new));
    }

    private void awaitCount(String profile, int count) {
        await("stale pods of " + profile).atMost(ROUNDS).untilAsserted(() -> assertThat(
                        fleet.status(profile).stalePods())
                .isEqualTo(count));
    }
}
