package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.LocalCluster;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples for GitOps, applied by the libraries of Flux, by kubectl as Argo CD does, and by Helm: what was applied stays
 * as it is, and all three see when every node has it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GitOpsIT {

    private static final String PRODUCTION = "examples/profile-repository/clusters/production";
    private static final String HEALTH = "examples/argo-cd/argocd-cm.yaml";

    @TempDir
    private static Path home;

    private Fleet fleet;

    @BeforeAll
    void start() {
        fleet = Fleet.start(home, "gitops", 2);
    }

    @AfterEach
    void deleteAll() {
        kubectl("delete", "seccompprofiles,capabilitypolicies,syscallblocks", "--all", "--wait")
                .expectSuccess();
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"staging", "production"})
    void fluxAppliesOnceWaitsForEveryNodeAndFindsNothingToDoThen(String cluster) throws IOException {
        String manifests = built("examples/profile-repository/clusters/" + cluster);
        assertThat(flux("apply", manifests).lines()).hasSize(4).allMatch(line -> line.endsWith(" created"));
        flux("wait", manifests);
        for (int node : List.of(1, 2)) {
            assertThat(fleet.file(node, "shop")).exists();
        }
        assertThat(flux("apply", manifests).lines()).hasSize(4).allMatch(line -> line.endsWith(" unchanged"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--server-side"})
    void whatIsAppliedStaysAsItIs(String how) throws IOException {
        String manifests = built(PRODUCTION);
        String[] options = how.isEmpty() ? new String[0] : new String[] {how};
        kubectl(List.of("apply", "-f", manifests), options).expectSuccess();
        flux("wait", manifests);
        assertThat(kubectl(List.of("diff", "-f", manifests), options)
                        .expectSuccess()
                        .output())
                .isEmpty();
        assertThat(kubectl(List.of("apply", "-f", manifests), options)
                        .expectSuccess()
                        .output()
                        .lines())
                .hasSize(4)
                .allMatch(line -> line.endsWith(how.isEmpty() ? " unchanged" : " serverside-applied"));
        assertThat(kubectl(List.of("diff", "-f", manifests), options)
                        .expectSuccess()
                        .output())
                .isEmpty();
    }

    @Test
    void helmWaitsForEveryNodeAndAnUpgradeWithTheSameValuesChangesNothing() throws IOException {
        kubectl("apply", "--server-side", "-k", "examples/profile-repository/profiles")
                .expectSuccess();
        // Nothing runs pods here.
        helm(
                        "upgrade",
                        "--install",
                        "shop",
                        "examples/team-chart",
                        "--namespace",
                        "default",
                        "--set",
                        "replicas=0",
                        "--wait")
                .expectSuccess();
        assertThat(fleet.file(1, "default-shop")).hasSameTextualContentAs(fleet.file(2, "default-shop"));
        String before = version("default-shop");
        helm("upgrade", "shop", "examples/team-chart", "--namespace", "default", "--set", "replicas=0", "--wait")
                .expectSuccess();
        assertThat(version("default-shop")).isEqualTo(before);
        helm("uninstall", "shop", "--namespace", "default", "--wait").expectSuccess();
    }

    @Test
    void anObjectThatNobodyHasLookedAtIsNotReady() throws IOException {
        fleet.operator().stop();
        try {
            for (String object : List.of(
                    "{apiVersion: portcullis.dev/v1, kind: SeccompProfile, metadata: {name: unseen}, spec: {defaultAction: SCMP_ACT_LOG}}",
                    "{apiVersion: portcullis.dev/v1, kind: CapabilityPolicy, metadata: {name: unseen}, spec: {}}",
                    "{apiVersion: portcullis.dev/v1, kind: SyscallBlock, metadata: {name: unseen}, spec: {reason: r, syscalls: [{names: [bpf]}]}}")) {
                Cluster.shared().apply(object).expectSuccess();
            }
            for (String kind : List.of("seccompprofile", "capabilitypolicy", "syscallblock")) {
                assertThat(kstatus(kind, "unseen"))
                        .startsWith("InProgress: ")
                        .endsWith(" generation is 1, but latest observed generation is -1");
                assertThat(argo(kind, "unseen")).isEqualTo("Progressing: the operator has not looked at it yet");
            }
        } finally {
            fleet.operator().restart();
            fleet.operator().awaitReady();
        }
        becomes(this::kstatus, "seccompprofile", "unseen", "Current: .*");
        becomes(this::argo, "seccompprofile", "unseen", "Healthy: .*2.*");
        becomes(this::kstatus, "capabilitypolicy", "unseen", "Current: .*");
        becomes(this::argo, "capabilitypolicy", "unseen", "Healthy: .*");
        becomes(this::kstatus, "syscallblock", "unseen", "Current: .*");
        becomes(this::argo, "syscallblock", "unseen", "Healthy: .*");
    }

    @Test
    void aSpecThatCannotBeRenderedHasFailed() {
        Cluster.shared()
                .apply(
                        "{apiVersion: portcullis.dev/v1, kind: SeccompProfile, metadata: {name: wrong},"
                                + " spec: {defaultAction: SCMP_ACT_LOG, syscalls: [{names: [read], action: SCMP_ACT_ERRNO, errno: ENOSUCH}]}}")
                .expectSuccess();
        becomes(this::kstatus, "seccompprofile", "wrong", "Failed: .*ENOSUCH.*");
        becomes(this::argo, "seccompprofile", "wrong", "Degraded: .*ENOSUCH.*");
    }

    @Test
    void aChangeThatWaitsForApprovalIsSuspended() {
        String staged = "{apiVersion: portcullis.dev/v1, kind: SeccompProfile, metadata: {name: staged},"
                + " spec: {defaultAction: %s, rollout: {steps: [{nodes: 1, pause: manual}]}}}";
        Cluster.shared().apply(staged.formatted("SCMP_ACT_LOG")).expectSuccess();
        becomes(this::argo, "seccompprofile", "staged", "Healthy: .*");
        Cluster.shared().apply(staged.formatted("SCMP_ACT_ALLOW")).expectSuccess();
        becomes(this::argo, "seccompprofile", "staged", "Suspended: .*approve.*");
        becomes(this::kstatus, "seccompprofile", "staged", "InProgress: .*approve.*");
    }

    @Test
    void theInstallationStaysAsItIs() throws IOException {
        LocalCluster own = LocalCluster.up("gitops-" + ProcessHandle.current().pid());
        String everything = write(
                "everything.yaml",
                own.tool("kubectl", "kustomize", "config/default")
                        .expectSuccess()
                        .output());
        for (String how : List.of("--server-side=false", "--server-side")) {
            String force = "--force-conflicts=" + how.equals("--server-side");
            own.tool("kubectl", "apply", how, force, "-f", everything).expectSuccess();
            own.tool("kubectl", "apply", how, force, "-f", everything).expectSuccess();
            assertThat(own.tool("kubectl", "diff", how, force, "-f", everything)
                            .expectSuccess()
                            .output())
                    .as(how)
                    .isEmpty();
        }
    }

    private static void becomes(BinaryOperator<String> health, String kind, String name, String expression) {
        await().atMost(Deadline.STEP)
                .untilAsserted(() -> assertThat(health.apply(kind, name)).matches(expression));
    }

    private String kstatus(String kind, String name) {
        return judged("kstatus", kind, name);
    }

    private String argo(String kind, String name) {
        return judged("argocd " + HEALTH, kind, name);
    }

    private static String judged(String how, String kind, String name) {
        String script = "kubectl get %s %s -o json | hack/gitops %s".formatted(kind, name, how);
        return Cluster.shared()
                .tool("bash", "-o", "pipefail", "-c", script)
                .expectSuccess()
                .output()
                .strip();
    }

    private static String flux(String command, String manifests) {
        return Cluster.shared()
                .tool("hack/gitops", command, manifests)
                .expectSuccess()
                .output();
    }

    private static String built(String overlay) throws IOException {
        return write("built.yaml", kubectl("kustomize", overlay).expectSuccess().output());
    }

    private static String write(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text).toString();
    }

    private static String version(String profile) {
        return kubectl("get", "seccompprofile", profile, "-o", "jsonpath={.metadata.resourceVersion}")
                .expectSuccess()
                .output();
    }

    private static Shell.Ended helm(String... args) {
        return Cluster.shared().tool("helm", args);
    }

    private static Shell.Ended kubectl(List<String> args, String... more) {
        String[] all = Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new);
        return kubectl(all);
    }

    private static Shell.Ended kubectl(String... args) {
        return Cluster.shared().kubectl(args);
    }
}
