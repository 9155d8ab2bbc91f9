package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.agent.AgentMetrics;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Obstacle;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.cluster.SyscallBlocks;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Prometheus;
import dev.portcullis.machine.Shell;
import dev.portcullis.operator.metrics.OperatorMetrics;
import dev.portcullis.telemetry.MetricFamily;
import dev.portcullis.telemetry.ProcessMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operator, agents and API server, scraped by a real Prometheus: every query of the dashboard gives data, and every alert can
 * be evaluated. {@code -Dportcullis.dashboard.rounds=200} lets it go on for longer, and {@code
 * -Dportcullis.dashboard.picture=FILE} draws the dashboard.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {

    private static final int NODES = 3;
    private static final int ROUNDS = Integer.getInteger("portcullis.dashboard.rounds", 10);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RULES = Cluster.ROOT.resolve("config/monitoring/alerts/prometheus-rule.yaml");

    private final SyscallBlocks blocks = new SyscallBlocks(Cluster.shared().admin());
    private final Policies policies = new Policies(Cluster.shared().admin());
    private Fleet fleet;
    private Prometheus prometheus;

    @BeforeAll
    void aClusterWithTroubles(@TempDir Path home) throws Exception {
        fleet = Fleet.start(home, "monitored", NODES, "--count-stale-pods", "true");
        prometheus = Prometheus.start(home, config(home));
        await("Prometheus").atMost(Deadline.STEP).until(prometheus::isReady);
        // What was counted before the first scrape is no increase.
        await("a scrape of every agent")
                .atMost(Deadline.STEP)
                .until(() -> prometheus.query("portcullis_agent_repairs_total").size() == NODES);
        fleet.apply("base", "read", "write");
        fleet.apply(Profiles.on("derived", List.of("base")));
        policies.apply("strict", "{capabilities: {drop: [ALL]}, seccompProfile: base}");
        blocks.apply("no-sockets", "{reason: a hole, syscalls: [{names: [socket]}]}");
        Obstacle.at(fleet.file(3, "blocked"));
        fleet.apply("blocked", "read");
        fleet.apply(Profiles.on("orphan", List.of("nowhere")));
        for (int round = 1; round <= ROUNDS; round++) {
            SeccompProfile web = fleet.apply("web", "read", "write", "call" + round);
            fleet.awaitSynced(web, NODES);
            if (round % 5 == 0) {
                tamper(1 + round % 2, "web");
                fleet.delete("gone");
            } else {
                fleet.apply("gone", "read", "call" + round);
            }
        }
    }

    @AfterAll
    void end() {
        blocks.deleteAll();
        policies.delete("strict");
        if (prometheus != null) {
            prometheus.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void everyQueryOfTheDashboardGivesData() throws Exception {
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String query = forSeconds(target.path("expr").asText());
                boolean instant = target.path("instant").asBoolean();
                await(panel.path("title").asText() + ": " + query)
                        .atMost(Deadline.STEP)
                        .until(() -> !(instant ? prometheus.query(query) : prometheus.range(query, 30)).isEmpty());
            }
        }
        String picture = System.getProperty("portcullis.dashboard.picture");
        if (picture != null) {
            Shell.run(
                            Map.of(),
                            Cluster.ROOT.resolve("hack/lib/dashboard-picture").toString(),
                            prometheus.url(),
                            Cluster.ROOT.resolve(picture).toString())
                    .expectSuccess();
        }
    }

    @Test
    void everyAlertIsRaisedOrCouldBe() {
        await("the alerts").atMost(Deadline.STEP).untilAsserted(() -> assertThat(raised())
                .contains("PortcullisFilesFail", "PortcullisFilesTampered", "PortcullisSpecRefused")
                .doesNotContain(
                        "PortcullisNoLeader",
                        "PortcullisOperatorBlind",
                        "PortcullisNodeBehind",
                        "PortcullisVersionsDiffer",
                        "PortcullisContainersExposed"));
    }

    private Set<String> raised() throws IOException, InterruptedException {
        Set<String> raised = new TreeSet<>();
        for (JsonNode rule : YAML.readTree(RULES.toFile()).at("/spec/groups/0/rules")) {
            if (!prometheus.query(rule.path("expr").asText()).isEmpty()) {
                raised.add(rule.path("alert").asText());
            }
        }
        return raised;
    }

    @Test
    void theReferenceKnowsAllThatIsMeasuredAndNothingElse() throws Exception {
        Set<String> known = Stream.of(ProcessMetrics.FAMILIES, OperatorMetrics.FAMILIES, AgentMetrics.FAMILIES)
                .flatMap(List::stream)
                .flatMap(MonitoringIT::series)
                .collect(Collectors.toCollection(TreeSet::new));
        known.add("portcullis_http_connections_dropped_total");
        // Nobody was at the limit of named objects, and no rollout went by stages.
        await("every metric").atMost(Deadline.STEP).untilAsserted(() -> assertThat(prometheus.names())
                .filteredOn(name -> name.startsWith("portcullis_"))
                .containsExactlyInAnyOrderElementsOf(known.stream()
                        .filter(name -> name.startsWith("portcullis_"))
                        .toList()));
    }

    private static Stream<String> series(MetricFamily family) {
        return family.type() == MetricFamily.Type.HISTOGRAM
                ? Stream.of("_bucket", "_sum", "_count", "_max").map(part -> family.name() + part)
                : Stream.of(family.name());
    }

    /** A second is to this test what half a minute is to a Prometheus. */
    private static String forSeconds(String query) {
        return query.replace("$__rate_interval", "20s");
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(
                Shell.run(Map.of(), Cluster.ROOT.resolve("hack/dashboard").toString(), "--json")
                        .expectSuccess()
                        .output());
    }

    /** Changes a file as somebody with root's rights could, and waits until the agent has put it right. */
    private void tamper(int node, String profile) throws IOException {
        String before = fleet.digest(node, profile);
        Files.writeString(fleet.file(node, profile), "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        await("repair").atMost(Deadline.STEP).until(() -> fleet.digest(node, profile)
                .equals(before));
    }

    private String config(Path home) throws IOException {
        var admin = Cluster.shared().admin().getConfiguration();
        Path certificate = home.resolve("admin.crt");
        Path key = home.resolve("admin.key");
        Files.write(certificate, Base64.getDecoder().decode(admin.getClientCertData()));
        Files.write(key, Base64.getDecoder().decode(admin.getClientKeyData()));
        String agents = IntStream.rangeClosed(1, NODES)
                .mapToObj(node -> "    - {targets: [\"127.0.0.1:%d\"], labels: {node: %s}}\n"
                        .formatted(fleet.agent(node).httpPort(), fleet.node(node)))
                .collect(Collectors.joining());
        String server = admin.getMasterUrl().replaceFirst("^https://", "").replaceFirst("/$", "");
        return """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: []
                scrape_configs:
                - job_name: operator
                  static_configs:
                    - {targets: ["127.0.0.1:%d"]}
                - job_name: agents
                  static_configs:
                %s
                - job_name: apiserver
                  scheme: https
                  tls_config: {insecure_skip_verify: true, cert_file: %s, key_file: %s}
                  static_configs:
                    - {targets: ["%s"]}
                """.formatted(fleet.operator().httpPort(), agents, certificate, key, server);
    }
}
