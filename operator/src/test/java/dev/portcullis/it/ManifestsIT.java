package dev.portcullis.it;

import static dev.portcullis.it.Manifests.assertSame;
import static dev.portcullis.it.Manifests.charted;
import static dev.portcullis.it.Manifests.kustomizedWith;
import static dev.portcullis.it.Manifests.objects;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart and the kustomization install the same objects. */
class ManifestsIT {

    private static final String NETWORK_POLICY = "NetworkPolicy " + Cluster.NAMESPACE + "/portcullis";
    private static final String OPERATOR = "Deployment " + Cluster.NAMESPACE + "/portcullis-operator";
    private static final String OBSERVER = "DaemonSet " + Cluster.NAMESPACE + "/portcullis-observer";

    @Test
    void chartAndKustomizationAreTheSameObjects() throws IOException {
        Map<String, JsonNode> kustomized =
                objects(Cluster.shared().kubectl("kustomize", "config/default").expectSuccess());
        Map<String, JsonNode> charted = charted();
        assertSame(charted, kustomized);
    }

    @Test
    void theChartPassesItsOwnLintAndRefusesTypos() {
        Cluster.shared().tool("helm", "lint", "--strict", "helm/portcullis").expectSuccess();
        Shell.Result typo = Cluster.shared()
                .tool("helm", "template", "helm/portcullis", "--set", "agent.resource.limits.memory=1Gi")
                .expectFailure();
        assertThat(typo.errors()).contains("agent").contains("resource");
    }

    @Test
    void theChartHasValuesForFillableCapabilitiesAndExemptNamespaces() {
        String set =
                "enforcement.fillCapabilities={NET_RAW,SYS_TIME},enforcement.exemptNamespaces={kube-system,cilium}";
        String rendered = Cluster.shared()
                .tool("helm", "template", "helm/portcullis", "--set", set)
                .expectSuccess()
                .output();
        assertThat(rendered)
                .contains("name: FILL_CAPABILITIES", "value: NET_RAW,SYS_TIME")
                .contains("name: EXEMPT_NAMESPACES", "value: kube-system,cilium");
        Shell.Result wrong = Cluster.shared()
                .tool("helm", "template", "helm/portcullis", "--set", "enforcement.fillCapabilities={net_raw}")
                .expectFailure();
        assertThat(wrong.errors()).contains("/enforcement/fillCapabilities/0");
    }

    @Test
    void theCeilingIsASettingOfTheOperatorAndAddsNoRight() throws IOException {
        Map<String, JsonNode> without = charted();
        Map<String, JsonNode> with = charted("--set", "ceilingProfile=restricted,ceilingExempt={debug,policy/storage}");
        assertThat(Objects.requireNonNull(with.remove(OPERATOR)).toString())
                .contains("\"name\":\"CEILING_PROFILE\",\"value\":\"restricted\"")
                .contains("\"name\":\"CEILING_EXEMPT\",\"value\":\"debug,policy/storage\"");
        assertThat(Objects.requireNonNull(without.remove(OPERATOR)).toString()).doesNotContain("CEILING");
        assertThat(with).isEqualTo(without);
        Shell.Result wrong = Cluster.shared()
                .tool("helm", "template", "helm/portcullis", "--set", "ceilingExempt={Policy/a}")
                .expectFailure();
        assertThat(wrong.errors()).contains("/ceilingExempt/0");
    }

    @Test
    void crdsAreKeptOnUninstallUnlessAskedOtherwise() throws IOException {
        objects(Cluster.shared().tool("helm", "template", "helm/portcullis").expectSuccess())
                .forEach((key, object) -> {
                    if (key.startsWith("CustomResourceDefinition")) {
                        assertThat(object.at("/metadata/annotations/helm.sh~1resource-policy")
                                        .asText())
                                .isEqualTo("keep");
                    }
                });
    }

    @Test
    void theNetworkPolicyOfChartAndComponentIsTheSameAndTheApiServerTakesIt(@TempDir Path overlay) throws IOException {
        JsonNode kustomized =
                Objects.requireNonNull(kustomizedWith(overlay, "network-policy").get(NETWORK_POLICY));
        Shell.Result closed = networkPolicy("networkPolicy.enabled=true");
        assertThat(policyIn(closed)).isEqualTo(kustomized);
        // An empty rule, or one with an empty `from`, would let in everybody.
        assertThat(kustomized.at("/spec/ingress")).isEmpty();

        Shell.Result open = networkPolicy(
                "networkPolicy.enabled=true",
                "networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.team=monitoring",
                "networkPolicy.probesFrom[0].ipBlock.cidr=10.1.0.0/16");
        JsonNode rules = policyIn(open).at("/spec/ingress");
        assertThat(rules).hasSize(2);
        assertThat(rules.at("/0/from/0/namespaceSelector/matchLabels/team").asText())
                .isEqualTo("monitoring");
        assertThat(rules.at("/0/ports/0/port").asInt()).isEqualTo(8080);
        assertThat(rules.at("/1/from/0/ipBlock/cidr").asText()).isEqualTo("10.1.0.0/16");
        assertThat(rules.at("/1/ports/0/port").asInt()).isEqualTo(8081);

        for (Shell.Result rendered : new Shell.Result[] {closed, open}) {
            Path file = overlay.resolve("policy.yaml");
            Files.writeString(file, policyIn(rendered).toString());
            Cluster.shared()
                    .kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString())
                    .expectSuccess();
        }
    }

    @Test
    void theWarningOfUnknownFilesIsTheSameOfChartAndComponent(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> kustomized = kustomizedWith(overlay, "unknown-files");
        Map<String, JsonNode> charted = charted("--set", "unknownFiles.warn=true");
        assertSame(charted, kustomized);
        assertThat(charted.keySet())
                .contains(
                        "ConfigMap " + Cluster.NAMESPACE + "/portcullis-files",
                        "ValidatingAdmissionPolicy /portcullis-unknown-files",
                        "ValidatingAdmissionPolicyBinding /portcullis-unknown-files");
        assertThat(Objects.requireNonNull(charted.get(OPERATOR)).at("/spec/template/spec/containers/0/env"))
                .anySatisfy(variable -> {
                    assertThat(variable.path("name").asText()).isEqualTo("LIST_FILES");
                    assertThat(variable.path("value").asText()).isEqualTo("true");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"taint", "condition"})
    void theGateOfChartAndComponentIsTheSame(String kind, @TempDir Path overlay) throws IOException {
        Map<String, JsonNode> charted = charted("--set", "nodeGate." + kind + "=true");
        assertSame(charted, kustomizedWith(overlay, "node-gate/" + kind));
        assertThat(charted.keySet())
                .contains(
                        "ClusterRole /portcullis-node-" + kind,
                        "ClusterRoleBinding /portcullis-node-" + kind,
                        "ValidatingAdmissionPolicy /portcullis-node-" + kind,
                        "ValidatingAdmissionPolicyBinding /portcullis-node-" + kind);
        String variable = "NODE_GATE_" + kind.toUpperCase(Locale.ROOT);
        assertThat(Objects.requireNonNull(charted.get(OPERATOR)).at("/spec/template/spec/containers/0/env"))
                .anySatisfy(env -> {
                    assertThat(env.path("name").asText()).isEqualTo(variable);
                    assertThat(env.path("value").asText()).isEqualTo("true");
                });
    }

    @Test
    void theOperatorHasTheRightsOfASwitchOnlyWhileItIsOn() throws IOException {
        Set<String> ordinary = operatorRights();
        assertThat(ordinary).noneMatch(right -> right.matches("\\w+ nodes(/\\w+)?"));
        assertThat(added(ordinary, "nodeGate.taint=true"))
                .containsExactlyInAnyOrder("list nodes", "watch nodes", "patch nodes");
        assertThat(added(ordinary, "nodeGate.condition=true"))
                .containsExactlyInAnyOrder("list nodes", "watch nodes", "patch nodes/status");
        Set<String> withoutEnforcement = operatorRights("--set", "enforcement.enabled=false");
        assertThat(withoutEnforcement).noneMatch(right -> right.contains("admissionpolic"));
        assertThat(ordinary).contains("create validatingadmissionpolicies", "patch mutatingadmissionpolicies");
    }

    /** What a switch adds to the operator's rights; it takes none away. */
    private static Set<String> added(Set<String> ordinary, String value) throws IOException {
        Set<String> rights = operatorRights("--set", value);
        assertThat(rights).containsAll(ordinary);
        rights.removeAll(ordinary);
        return rights;
    }

    /** The rights of the operator's account in the whole cluster, as "VERB RESOURCE". */
    private static Set<String> operatorRights(String... options) throws IOException {
        Map<String, JsonNode> objects = charted(options);
        Set<String> rights = new TreeSet<>();
        objects.forEach((key, binding) -> {
            if (key.startsWith("ClusterRoleBinding ")
                    && binding.at("/subjects/0/name").asText().equals("portcullis-operator")) {
                JsonNode role = Objects.requireNonNull(objects.get(
                        "ClusterRole /" + binding.at("/roleRef/name").asText()));
                role.path("rules").forEach(rule -> rule.path("resources").forEach(resource -> rule.path("verbs")
                        .forEach(verb -> rights.add(verb.asText() + " " + resource.asText()))));
            }
        });
        return rights;
    }

    @Test
    void stalePodsAreCountedWithoutAnyNewRight() throws IOException {
        Map<String, JsonNode> plain = charted();
        Map<String, JsonNode> counting = charted("--set", "countStalePods=true");
        assertThat(Objects.requireNonNull(counting.remove(OPERATOR)).at("/spec/template/spec/containers/0/env"))
                .anySatisfy(variable -> {
                    assertThat(variable.path("name").asText()).isEqualTo("COUNT_STALE_PODS");
                    assertThat(variable.path("value").asText()).isEqualTo("true");
                });
        plain.remove(OPERATOR);
        assertSame(counting, plain);
    }

    @Test
    void nodePoolsAreTheSameOfChartAndComponent(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> kustomized = kustomizedWith(overlay, "node-pools");
        Map<String, JsonNode> charted = charted("--set", "nodePools.enabled=true");
        assertSame(charted, kustomized);
        assertThat(charted.keySet())
                .contains("ClusterRole /portcullis-node-pools", "ClusterRole /portcullis-node-pools-agent");
        assertThat(charted().keySet())
                .doesNotContain("ClusterRole /portcullis-node-pools", "ClusterRole /portcullis-node-pools-agent");
        assertThat(Objects.requireNonNull(charted.get(OPERATOR)).at("/spec/template/spec/containers/0/env"))
                .anySatisfy(variable -> {
                    assertThat(variable.path("name").asText()).isEqualTo("NODE_POOLS");
                    assertThat(variable.path("value").asText()).isEqualTo("true");
                });
    }

    @Test
    void reportsAreTheSameOfChartAndComponent(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> kustomized = kustomizedWith(overlay, "reports");
        Map<String, JsonNode> charted = charted("--set", "reports.enabled=true");
        assertSame(charted, kustomized);
        assertThat(charted.keySet()).contains("ClusterRole /portcullis-reports");
        assertThat(charted().keySet()).noneMatch(key -> key.contains("portcullis-reports"));
        assertThat(Objects.requireNonNull(charted.get(OPERATOR)).at("/spec/template/spec/containers/0/env"))
                .anySatisfy(variable -> {
                    assertThat(variable.path("name").asText()).isEqualTo("REPORTS");
                    assertThat(variable.path("value").asText()).isEqualTo("true");
                });
    }

    @Test
    void theObserverIsTheSameOfChartAndComponentAndAbsentUnlessAskedFor(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> kustomized = kustomizedWith(overlay, "observer");
        Map<String, JsonNode> charted = charted("--set", "observer.enabled=true");
        assertSame(charted, kustomized);
        assertThat(charted.keySet()).contains(OBSERVER, "ServiceAccount " + Cluster.NAMESPACE + "/portcullis-observer");
        Map<String, JsonNode> without = charted();
        assertThat(without.keySet()).noneMatch(key -> key.contains("portcullis-observer"));
        assertThat(Objects.requireNonNull(without.get(OPERATOR)).toString()).doesNotContain("OBSERV");
    }

    @Test
    void observerAndOperatorAreToldTheSameNodes() throws IOException {
        Map<String, JsonNode> objects = charted(
                "--set",
                "observer.enabled=true,observer.nodeSelector.pool=canary,observer.nodeSelector.zone=a,"
                        + "observer.resources.limits.memory=256Mi,observer.tolerations=null");
        JsonNode pod = Objects.requireNonNull(objects.get(OBSERVER)).at("/spec/template/spec");
        assertThat(pod.path("nodeSelector").toString())
                .isEqualTo("{\"kubernetes.io/os\":\"linux\",\"pool\":\"canary\",\"zone\":\"a\"}");
        assertThat(pod.at("/containers/0/resources/limits/memory").asText()).isEqualTo("256Mi");
        assertThat(Objects.requireNonNull(objects.get(OPERATOR)).toString())
                .contains("{\"name\":\"OBSERVATIONS\",\"value\":\"true\"}")
                .contains("{\"name\":\"OBSERVER_NODE_SELECTOR\",\"value\":\"pool=canary,zone=a\"}");
    }

    /** A node may never be without an observer, and the one that goes hands over what it has. */
    @Test
    void aNewObserverComesBeforeTheOldOneGoes() throws IOException {
        JsonNode observer =
                Objects.requireNonNull(charted("--set", "observer.enabled=true").get(OBSERVER));
        assertThat(observer.at("/spec/updateStrategy/rollingUpdate/maxUnavailable")
                        .decimalValue())
                .isZero();
        assertThat(observer.at("/spec/template/spec/volumes")).singleElement().satisfies(volume -> assertThat(
                        volume.at("/hostPath/path").asText())
                .isEqualTo("/run/portcullis"));
    }

    @Test
    void theFinalizersPolicyIsThatOfTheComponentWhereTheApiServerHasItsKind(@TempDir Path overlay) throws IOException {
        Map<String, JsonNode> kustomized = kustomizedWith(overlay, "finalizer");
        Map<String, JsonNode> charted =
                charted("--api-versions", "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy");
        assertSame(charted, kustomized);
        assertThat(charted.keySet())
                .contains(
                        "MutatingAdmissionPolicy /portcullis-finalizer",
                        "MutatingAdmissionPolicyBinding /portcullis-finalizer");
    }

    @Test
    void theChartLeavesFlowControlAloneWhenAsked() throws IOException {
        assertThat(charted().keySet())
                .contains(
                        "FlowSchema /portcullis-agent",
                        "FlowSchema /portcullis-operator",
                        "PriorityLevelConfiguration /portcullis-agent",
                        "PriorityLevelConfiguration /portcullis-operator");
        assertThat(charted("--set", "flowControl.enabled=false").keySet())
                .noneMatch(key -> key.startsWith("FlowSchema") || key.startsWith("PriorityLevel"));
        // In any namespace they are about the service accounts there.
        JsonNode elsewhere = Objects.requireNonNull(objects(Cluster.shared()
                        .tool("helm", "template", "portcullis", "helm/portcullis", "--namespace", "elsewhere")
                        .expectSuccess())
                .get("FlowSchema /portcullis-agent"));
        assertThat(elsewhere
                        .at("/spec/rules/0/subjects/0/serviceAccount/namespace")
                        .asText())
                .isEqualTo("elsewhere");
    }

    @Test
    void aPeerThatNamesNobodyIsRefused() {
        Shell.Result everybody = Cluster.shared()
                .tool("helm", "template", "helm/portcullis", "--set-json", "networkPolicy.metricsFrom=[{}]")
                .expectFailure();
        assertThat(everybody.errors()).contains("/networkPolicy/metricsFrom/0");
    }

    private static Shell.Result networkPolicy(String... values) {
        return Cluster.shared()
                .tool(
                        "helm",
                        "template",
                        "portcullis",
                        "helm/portcullis",
                        "--namespace",
                        Cluster.NAMESPACE,
                        "--set",
                        String.join(",", values))
                .expectSuccess();
    }

    private static JsonNode policyIn(Shell.Result rendered) throws IOException {
        return Objects.requireNonNull(objects(rendered).get(NETWORK_POLICY));
    }
}
