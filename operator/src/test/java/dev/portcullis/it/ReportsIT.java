package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Component;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.ForeignCrds;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Workloads;
import dev.portcullis.machine.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Reports of openreports.io, with its own CRDs, and with the rights of {@code config/reports} alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReportsIT {

    /** Rounds of the operator come at growing intervals. */
    private static final Duration ROUNDS = Duration.ofMinutes(2);

    private static final String NAMESPACE = "reported";

    private final Policies policies = new Policies(Cluster.shared().admin());
    private Fleet fleet;
    private Pods pods;

    private Component rights;

    @Nullable
    private ForeignCrds crds;

    @BeforeAll
    void start(@TempDir Path home) {
        crds = ForeignCrds.fetch("openreports");
        rights = Component.apply("reports");
        // Without the CRDs first: the operator says so in its log, and goes on.
        fleet = Fleet.start(home, "reports", 1, "--reports", "true");
        crds.install();
        pods = Pods.in(NAMESPACE);
    }

    @AfterAll
    void end() {
        if (crds == null) {
            return;
        }
        policies.delete("reported");
        pods.close();
        fleet.close();
        crds.close();
        rights.close();
    }

    @Test
    @Order(1)
    void aReportTellsWhatRunsUnderWhichFileAndWhatIsStale() throws IOException {
        fleet.awaitSynced(fleet.apply("reported", "read"), 1);
        run("a", "portcullis/reported.json");
        run("b", "portcullis/nowhere.json");
        awaitResults(
                "RunsUnderFile fail SeccompProfile/nowhere Pod/b: 1 pod names portcullis/nowhere.json, but SeccompProfile"
                        + " nowhere does not exist, or is not rendered",
                "RunsUnderFile pass SeccompProfile/reported Pod/a: 1 pod runs under portcullis/reported.json");
        assertThat(kubectl("get", "reports.openreports.io", "-n", NAMESPACE, "--no-headers"))
                .containsPattern("portcullis +1 +1 +0 +0 +0");
        await("the next second").atMost(Deadline.STEP).until(() -> Instant.now()
                .isAfter(started().plusSeconds(1)));
        fleet.awaitSynced(fleet.apply("reported", "read", "write"), 1);
        pods.delete("b");
        awaitResults("RunsUnderFile warn SeccompProfile/reported Pod/a: 1 of 1 pod runs, or may run, under an earlier"
                + " version of portcullis/reported.json: restart it");
    }

    @Test
    @Order(2)
    void aReportTellsWhichWorkloadsKeepToTheirPolicies() throws IOException {
        pods.deleteAll();
        deploy("web");
        policies.apply(
                "reported",
                "{capabilities: {drop: [ALL]}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "
                        + NAMESPACE + "}}, enforcement: {validate: Warn}}");
        awaitResults(
                "KeepsToPolicy warn CapabilityPolicy/reported Deployment/web: its pods would be refused if the policy"
                        + " said validate: Deny: container \"c\" does not drop ALL, as CapabilityPolicy \"reported\" demands:"
                        + " write securityContext.capabilities.drop: [\"ALL\"]");
        policies.apply(
                "reported",
                "{capabilities: {drop: [ALL]}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "
                        + NAMESPACE + "}}, enforcement: {validate: Deny}}");
        awaitResults("KeepsToPolicy fail CapabilityPolicy/reported Deployment/web: its new pods are refused: container"
                + " \"c\" does not drop ALL, as CapabilityPolicy \"reported\" demands: write"
                + " securityContext.capabilities.drop: [\"ALL\"]");
    }

    @Test
    @Order(3)
    void resultsKeepTheirTimesOverARestartAndWhatOthersChangeIsPutRight() throws IOException {
        JsonNode time = report().at("/results/0/timestamp");
        assertThat(time.path("seconds").asLong()).isPositive();
        fleet.operator().stop();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        deploy("web-later");
        await("a new round").atMost(ROUNDS).untilAsserted(() -> assertThat(results())
                .hasSize(2));
        assertThat(report().at("/results/0/timestamp")).isEqualTo(time);
        kubectl("annotate", "reports.openreports.io", "portcullis", "-n", NAMESPACE, "example.com/a=b");
        kubectl(
                "patch",
                "reports.openreports.io",
                "portcullis",
                "-n",
                NAMESPACE,
                "--type=merge",
                "-p",
                "{\"results\": [], \"summary\": {\"pass\": 1}}");
        await("the report to be put right").atMost(ROUNDS).untilAsserted(() -> assertThat(results())
                .hasSize(2));
        assertThat(report().at("/summary/pass").asInt()).isZero();
        assertThat(report().at("/metadata/annotations").has("example.com/a")).isTrue();
    }

    @Test
    @Order(4)
    void theReportGoesWithTheLastResult() {
        policies.delete("reported");
        await("the report to go").atMost(ROUNDS).until(() -> kubectl(
                        "get", "reports.openreports.io", "-A", "-o", "name")
                .isBlank());
    }

    private static void deploy(String name) {
        Cluster.shared()
                .apply(Workloads.of(Workloads.deployment(), name, "app: web", "", "")
                        .replace("metadata: {name: ", "metadata: {namespace: " + NAMESPACE + ", name: "))
                .expectSuccess();
    }

    private void run(String name, String file) {
        pods.create(name, spec -> spec.withNodeName(fleet.node(1))
                .withNewSecurityContext()
                .withNewSeccompProfile(file, "Localhost")
                .endSecurityContext());
        pods.started(name, started());
    }

    private Instant started() {
        return Instant.parse(fleet.report(1).history().getLast().time());
    }

    private void awaitResults(String... wanted) {
        await("the report").atMost(ROUNDS).untilAsserted(() -> assertThat(results())
                .containsExactly(wanted));
    }

    private static List<String> results() throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode result : report().path("results")) {
            lines.add(result.path("rule").asText() + " " + result.path("result").asText() + " "
                    + result.path("policy").asText() + " "
                    + result.at("/resources/0/kind").asText() + "/"
                    + result.at("/resources/0/name").asText() + ": "
                    + result.path("message").asText());
        }
        return lines;
    }

    private static JsonNode report() throws IOException {
        return new ObjectMapper()
                .readTree(kubectl(
                        "get",
                        "reports.openreports.io",
                        "portcullis",
                        "-n",
                        NAMESPACE,
                        "--ignore-not-found",
                        "-o",
                        "json"));
    }

    private static String kubectl(String... args) {
        return Cluster.shared().kubectl(args).expectSuccess().output();
    }
}
