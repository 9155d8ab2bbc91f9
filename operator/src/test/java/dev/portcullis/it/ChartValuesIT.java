package dev.portcullis.it;

import static dev.portcullis.it.Manifests.assertSame;
import static dev.portcullis.it.Manifests.charted;
import static dev.portcullis.it.Manifests.kustomizedWith;
import static dev.portcullis.it.Manifests.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.CommandResult;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of the chart do what their comments say, and the API server takes what becomes of them. */
class ChartValuesIT {

    private static final Path EVERY_VALUE = Cluster.ROOT.resolve("operator/src/test/resources/chart/every-value.yaml");
    private static final String OPERATOR = "Deployment " + Cluster.NAMESPACE + "/portcullis-operator";
    private static final String AGENT = "DaemonSet " + Cluster.NAMESPACE + "/portcullis-agent";
    private static final String OBSERVER = "DaemonSet " + Cluster.NAMESPACE + "/portcullis-observer";
    private static final String POD = "/spec/template/spec";

    @Test
    void noValueIsWithoutEffect() throws IOException {
        JsonNode every = Manifests.YAML.readTree(EVERY_VALUE.toFile());
        JsonNode values = Manifests.YAML.readTree(
                Cluster.ROOT.resolve("helm/portcullis/values.yaml").toFile());
        assertThat(missing(values, every)).as("values that the test leaves out").isEmpty();
        String rendered = Cluster.shared()
                        .tool("helm", "template", "p", "helm/portcullis", "-f", EVERY_VALUE.toString())
                        .expectSuccess()
                        .output()
                + Cluster.shared()
                        .tool(
                                "helm",
                                "template",
                                "p",
                                "helm/portcullis",
                                "-f",
                                EVERY_VALUE.toString(),
                                "--set",
                                "monitoring.serviceMonitor.enabled=false,monitoring.podMonitor.enabled=true")
                        .expectSuccess()
                        .output();
        Set<String> texts = texts(every);
        assertThat(texts).hasSizeGreaterThan(70);
        texts.removeIf(text -> rendered.contains(text.replace("/NAME", "/PortcullisNoLeader")));
        assertThat(texts).as("texts that nothing rendered has").isEmpty();
    }

    /** The values of a map that another one lacks, by their paths. */
    private static Set<String> missing(JsonNode values, JsonNode from) {
        Set<String> missing = new TreeSet<>();
        values.properties().forEach(value -> {
            JsonNode there = from.path(value.getKey());
            if (there.isMissingNode()) {
                missing.add(value.getKey());
            } else if (there.isObject()) {
                missing(value.getValue(), there).forEach(path -> missing.add(value.getKey() + "." + path));
            }
        });
        return missing;
    }

    /** The texts in a tree, the keys of maps aside. */
    private static Set<String> texts(JsonNode tree) {
        Set<String> texts = new TreeSet<>();
        if (!tree.asText().isEmpty() && tree.isTextual()) {
            texts.add(tree.asText());
        }
        tree.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }

    @Test
    void theApiServerTakesPodsWithEveryValue(@TempDir Path directory) throws IOException {
        Map<String, JsonNode> objects = charted(
                "-f",
                EVERY_VALUE.toString(),
                "--set-json",
                "nameOverride=\"\"",
                "--set-json",
                "imagePullSecrets=[],operator.extraArgs=[]",
                "--set-json",
                "operator.nodeSelector={\"pool\":\"system\"}");
        assertTaken(
                directory,
                objects.values().stream()
                        .filter(object -> Set.of(
                                        "Deployment", "DaemonSet", "Job", "ServiceAccount", "NetworkPolicy", "Role")
                                .contains(object.path("kind").asText()))
                        .toList());
    }

    @Test
    void labelsOfPodsCannotTakeThemFromTheirSelectors() throws IOException {
        JsonNode operator = Objects.requireNonNull(charted(
                        "--set-json",
                        "operator.podLabels={\"app.kubernetes.io/component\":\"agent\",\"team\":\"pods\"}",
                        "--set-json",
                        "commonLabels={\"app.kubernetes.io/name\":\"other\",\"team\":\"all\"}")
                .get(OPERATOR));
        JsonNode labels = operator.at("/spec/template/metadata/labels");
        operator.at("/spec/selector/matchLabels").properties().forEach(label -> assertThat(labels.path(label.getKey()))
                .isEqualTo(label.getValue()));
        assertThat(labels.path("team").asText()).isEqualTo("pods");
        assertThat(operator.at("/metadata/labels/team").asText()).isEqualTo("all");
    }

    @Test
    void optionsAndStrategiesAreThoseOfOneComponent() throws IOException {
        Map<String, JsonNode> plain = charted("--set", "uninstall.removeFiles=true,observer.enabled=true");
        Map<String, JsonNode> changed = charted(
                "--set",
                "uninstall.removeFiles=true,observer.enabled=true,operator.extraArgs={--lease-duration=20s},"
                        + "operator.updateStrategy.type=Recreate,operator.revisionHistoryLimit=0,"
                        + "operator.topologySpreadConstraints=null,observer.updateStrategy.type=OnDelete");
        JsonNode operator = Objects.requireNonNull(changed.remove(OPERATOR));
        assertThat(operator.at(POD + "/containers/0/args").toString())
                .isEqualTo("[\"operator\",\"--lease-duration=20s\"]");
        assertThat(operator.at("/spec/strategy").toString()).isEqualTo("{\"type\":\"Recreate\"}");
        assertThat(operator.at("/spec/revisionHistoryLimit").asInt(-1)).isZero();
        assertThat(operator.at(POD + "/topologySpreadConstraints")).hasSize(1);
        assertThat(Objects.requireNonNull(changed.remove(OBSERVER))
                        .at("/spec/updateStrategy")
                        .toString())
                .isEqualTo("{\"type\":\"OnDelete\"}");
        plain.remove(OPERATOR);
        plain.remove(OBSERVER);
        // The Job of the uninstallation, too, which else runs as the operator does.
        assertSame(changed, plain);
    }

    @ParameterizedTest
    @CsvSource({
        "service-monitor, serviceMonitor, ServiceMonitor, endpoints",
        "pod-monitor, podMonitor, PodMonitor, podMetricsEndpoints"
    })
    void aMonitorIsThatOfItsComponentAndTakesWhatPrometheusNeeds(
            String component, String value, String kind, String endpoints, @TempDir Path overlay) throws IOException {
        String on = "monitoring." + value + ".enabled=true";
        assertSame(charted("--set", on), kustomizedWith(overlay, "monitoring/" + component));
        String key = kind + " " + Cluster.NAMESPACE + "/portcullis";
        assertThat(charted()).doesNotContainKey(key);
        JsonNode monitor = Objects.requireNonNull(charted(
                        "--set",
                        on + ",monitoring." + value + ".interval=15s,monitoring." + value + ".labels.release=kps",
                        "--set-json",
                        "monitoring." + value + ".relabelings=[{\"targetLabel\":\"cluster\",\"replacement\":\"a\"}]")
                .get(key));
        assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("kps");
        JsonNode endpoint = monitor.at("/spec/" + endpoints + "/0");
        assertThat(endpoint.path("port").asText()).isEqualTo("metrics");
        assertThat(endpoint.path("interval").asText()).isEqualTo("15s");
        // After the manifest's own, which alerts and dashboard build on.
        JsonNode relabelings = endpoint.path("relabelings");
        assertThat(relabelings
                        .at("/" + (relabelings.size() - 1) + "/targetLabel")
                        .asText())
                .isEqualTo("cluster");
    }

    @Test
    void alertsAndDashboardAreThoseOfTheirComponents(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> charted =
                charted("--set", "monitoring.prometheusRule.enabled=true,monitoring.dashboard.enabled=true");
        assertSame(charted, kustomizedWith(overlay, "monitoring/alerts", "monitoring/dashboard"));
        JsonNode rule = Objects.requireNonNull(charted(
                        "--set",
                        "monitoring.prometheusRule.enabled=true,monitoring.prometheusRule.labels.release=kps,"
                                + "monitoring.prometheusRule.runbookUrl=https://docs.example.com/NAME.html")
                .get("PrometheusRule " + Cluster.NAMESPACE + "/portcullis"));
        assertThat(rule.at("/metadata/labels/release").asText()).isEqualTo("kps");
        assertThat(rule.at("/spec/groups/0/rules")).isNotEmpty().allSatisfy(alert -> assertThat(
                        alert.at("/annotations/runbook_url").asText())
                .isEqualTo("https://docs.example.com/" + alert.path("alert").asText() + ".html"));
    }

    @Test
    void twoMonitorsAtOnceAreRefused() {
        Shell.Result both = Cluster.shared()
                .tool(
                        "helm",
                        "template",
                        "helm/portcullis",
                        "--set",
                        "monitoring.serviceMonitor.enabled=true,monitoring.podMonitor.enabled=true")
                .expectFailure();
        assertThat(both.errors()).contains("Prometheus would read every sample twice");
    }

    @Test
    void openShiftIsTheSameOfChartAndComponent(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> charted = charted("--set", "openshift.enabled=true,observer.enabled=true");
        assertSame(charted, kustomizedWith(overlay, "observer", "openshift"));
        for (String node : List.of(AGENT, OBSERVER)) {
            assertThat(Objects.requireNonNull(charted.get(node))
                            .at(POD + "/securityContext/seLinuxOptions/type")
                            .asText())
                    .isEqualTo("spc_t");
        }
        assertThat(Objects.requireNonNull(charted.get(OPERATOR)).toString()).doesNotContain("seLinuxOptions");
        assertThat(charted("--set", "observer.enabled=true").toString())
                .doesNotContain("securitycontextconstraints")
                .doesNotContain("seLinuxOptions");
        JsonNode own = Objects.requireNonNull(charted("--set", "openshift.enabled=true,agent.seLinuxOptions.type=a_t")
                .get(AGENT));
        assertThat(own.at(POD + "/securityContext/seLinuxOptions/type").asText())
                .isEqualTo("a_t");
    }

    /** What the constraint allows is what the pods ask for, so that a change of theirs is not refused on OpenShift alone. */
    @Test
    void theConstraintAllowsWhatAgentsAndObserversAre() throws IOException {
        Map<String, JsonNode> objects = charted("--set", "openshift.enabled=true,observer.enabled=true");
        JsonNode constraint = Objects.requireNonNull(objects.get("SecurityContextConstraints /portcullis"));
        for (String node : List.of(AGENT, OBSERVER)) {
            JsonNode pod = Objects.requireNonNull(objects.get(node)).at(POD);
            JsonNode container = pod.at("/containers/0/securityContext");
            assertThat(container.path("readOnlyRootFilesystem")).isEqualTo(constraint.path("readOnlyRootFilesystem"));
            assertThat(container.path("allowPrivilegeEscalation"))
                    .isEqualTo(constraint.path("allowPrivilegeEscalation"));
            assertThat(container.at("/capabilities/drop")).isEqualTo(constraint.path("requiredDropCapabilities"));
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("hostNetwork").asBoolean()
                            || pod.path("hostPID").asBoolean())
                    .isFalse();
            assertThat(pod.path("volumes"))
                    .allSatisfy(volume -> assertThat(volume.has("hostPath")).isTrue());
        }
    }

    @Test
    void anImageIsNamedByRegistryRepositoryAndTagOrDigest() throws IOException {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        assertThat(image("image.registry=registry.example.com,image.repository=a/b,image.tag=1.2"))
                .isEqualTo("registry.example.com/a/b:1.2");
        assertThat(image("image.repository=registry.example.com/a/b,image.tag=1.2,image.digest=" + digest))
                .isEqualTo("registry.example.com/a/b@" + digest);
    }

    private static String image(String values) throws IOException {
        return Objects.requireNonNull(charted("--set", values).get(AGENT))
                .at(POD + "/containers/0/image")
                .asText();
    }

    /** Its parts find each other by RBAC and by the operator's settings, and the doctor finds them. */
    @Test
    void anInstallationOfAnotherNameHoldsTogether(@TempDir Path directory) throws IOException {
        Cluster cluster = Cluster.shared();
        String namespace = "chart-renamed";
        Map<String, JsonNode> objects = objects(cluster.tool(
                        "helm",
                        "template",
                        "p",
                        "helm/portcullis",
                        "--namespace",
                        namespace,
                        "--set",
                        "nameOverride=acme-portcullis,namespace.create=true,reports.enabled=true")
                .expectSuccess());
        List<JsonNode> own = objects.values().stream()
                .filter(object -> object.at("/metadata/namespace").asText().equals(namespace))
                .toList();
        assertThat(own).isNotEmpty().allSatisfy(object -> assertThat(
                        object.at("/metadata/name").asText())
                .startsWith("acme-portcullis-"));
        JsonNode operator =
                Objects.requireNonNull(objects.get("Deployment " + namespace + "/acme-portcullis-operator"));
        assertThat(operator.at(POD + "/containers/0/env").toString())
                .contains("{\"name\":\"AGENT_DAEMONSET\",\"value\":\"acme-portcullis-agent\"}");
        // The admission policies know accounts by how their names end.
        assertThat(operator.at(POD + "/serviceAccountName").asText()).endsWith("portcullis-operator");
        JsonNode binding = Objects.requireNonNull(objects.get("ClusterRoleBinding /portcullis-operator"));
        assertThat(binding.at("/roleRef/name").asText()).isEqualTo("portcullis-operator");
        assertThat(binding.at("/subjects/0/name").asText()).isEqualTo("acme-portcullis-operator");
        JsonNode flow = Objects.requireNonNull(objects.get("FlowSchema /portcullis-agent"));
        assertThat(flow.at("/spec/rules/0/subjects/0/serviceAccount/name").asText())
                .isEqualTo("acme-portcullis-agent");
        assertThat(flow.at("/spec/priorityLevelConfiguration/name").asText()).isEqualTo("portcullis-agent");

        cluster.kubectl("create", "namespace", namespace).expectSuccess();
        try {
            cluster.kubectl("apply", "--server-side", "-f", file(directory, own))
                    .expectSuccess();
            String account = "--as=system:serviceaccount:" + namespace + ":acme-portcullis-operator";
            for (String right :
                    List.of("daemonsets/acme-portcullis-agent", "leases/portcullis-operator", "configmaps")) {
                await(right).atMost(Deadline.STEP).until(() -> cluster.kubectl(
                                "auth", "can-i", "get", right, account, "--namespace", namespace)
                        .isSuccess());
            }
            CommandResult doctor = cluster.portcullis("doctor", "--system-namespace", namespace);
            assertThat(doctor.out())
                    .contains("operator: 0 of 2 ready")
                    // Its ClusterRoles are not applied here, and what is switched on needs one more.
                    .contains("the service account acme-portcullis-operator may not ", "create reports")
                    .doesNotContain("[NoOperator]")
                    .doesNotContain("[NoAgents]");
        } finally {
            cluster.kubectl("delete", "namespace", namespace, "--wait=false").expectSuccess();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nameOverride=acme | /nameOverride",
                "nameOverride=Acme-portcullis | /nameOverride",
                "image.registry=registry.example.com/ | /image/registry",
                "monitoring.serviceMonitor=true | /monitoring/serviceMonitor",
                "monitoring.serviceMonitor.interval=often | /monitoring/serviceMonitor/interval",
                "monitoring.podMonitor.relabelings[0].action=remove | /monitoring/podMonitor/relabelings/0/action",
                "agent.updateStrategy.type=Recreate | /agent/updateStrategy/type",
                "operator.updateStrategy.type=OnDelete | /operator/updateStrategy/type",
                "agent.updateStrategy.rollingUpdate.maxUnavailable=10pods |"
                        + " /agent/updateStrategy/rollingUpdate/maxUnavailable",
                "agent.seLinuxOptions.kind=spc_t | /agent/seLinuxOptions",
                "operator.revisionHistoryLimit=-1 | /operator/revisionHistoryLimit",
                "operator.extraArgs=--x | /operator/extraArgs",
                "agent.topologySpreadConstraints=null | /agent",
                "serviceAccount.create=false | serviceAccount",
            })
    void aValueThatCannotBeMeantIsRefusedByItsPlace(String value, String place) {
        // Helm drops what is set to null before it asks the schema.
        String set = value.replace("=null", "=x");
        assertThat(Cluster.shared()
                        .tool("helm", "template", "helm/portcullis", "--set", set)
                        .expectFailure()
                        .errors())
                .contains(place);
    }

    private static void assertTaken(Path directory, List<JsonNode> objects) throws IOException {
        assertThat(objects).hasSizeGreaterThan(10);
        Cluster.shared()
                .kubectl(
                        "apply",
                        "--server-side",
                        "--force-conflicts",
                        "--dry-run=server",
                        "-f",
                        file(directory, objects))
                .expectSuccess();
    }

    private static String file(Path directory, List<JsonNode> objects) throws IOException {
        return Files.writeString(
                        directory.resolve("objects.yaml"),
                        objects.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n")))
                .toString();
    }
}
