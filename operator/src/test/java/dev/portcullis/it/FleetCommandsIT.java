package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.CommandResult;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Obstacle;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a cluster how it is, of one with an operator and two agents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetCommandsIT {

    private static final String NAMESPACE = "fleet-commands";

    private Path home;
    private Fleet fleet;
    private Pods pods;

    @BeforeAll
    void start(@TempDir Path directory) {
        home = directory;
        fleet = Fleet.start(home, "fleetc", 2);
        pods = Pods.in(NAMESPACE);
    }

    @AfterEach
    void clean() {
        fleet.restartWhatEnded();
        pods.deleteAll();
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        pods.close();
        fleet.close();
    }

    @Test
    void aRolloutIsWaitedForUntilEveryNodeHasIt() {
        fleet.apply("fleetc-web", "read");
        CommandResult rollout = run("rollout", "status", "fleetc-web", "--timeout", "1m");
        assertThat(rollout.err()).isEmpty();
        assertThat(rollout.status()).isZero();
        assertThat(rollout.out()).endsWith("fleetc-web: Synced, on 2 nodes\n");
        assertThat(fleet.status("fleetc-web").nodes()).isNotNull().satisfies(nodes -> assertThat(nodes.synced())
                .isEqualTo(2));

        CommandResult all = run("rollout", "status", "--all", "--timeout", "1m");
        assertThat(all.status()).isZero();
        assertThat(all.out()).endsWith(" objects are ready\n");

        CommandResult status = run("status");
        assertThat(status.out()).contains("SeccompProfiles       1       1 ").doesNotContain("fleetc-");
        assertThat(status.status()).isZero();

        CommandResult node = run("node", fleet.node(1));
        assertThat(node.status()).isZero();
        assertThat(node.out())
                .startsWith(fleet.node(1) + ": Synced\n")
                .containsPattern("fleetc-web\\.json +Present +(before )?\\d{4}-");
    }

    @Test
    void whatIsNotThereIsNamedWithWhatWasMeant() {
        fleet.awaitSynced(fleet.apply("fleetc-named", "read"), 2);
        assertThat(run("rollout", "status", "fleetc-nmaed"))
                .isEqualTo(
                        new CommandResult(
                                1,
                                "",
                                "portcullis rollout status: there is no SeccompProfile fleetc-nmaed; did you mean fleetc-named?\n"));
        assertThat(run("node", "fleetc-n3").err())
                .startsWith("portcullis node: no agent has reported of a node fleetc-n3");
        assertThat(run("why", "nobody").err())
                .startsWith("portcullis why: there is no pod nobody in the namespace default");
        assertThat(CommandResult.of("__complete", "--kubeconfig", kubeconfig(), "--", "rollout", "status", "fleetc-na")
                        .out())
                .isEqualTo("fleetc-named\n:4\n");
    }

    @Test
    void aNodeThatCannotWriteIsTheReasonEverywhere() throws IOException {
        Obstacle obstacle = Obstacle.at(fleet.file(2, "fleetc-stuck"));
        try {
            fleet.apply("fleetc-stuck", "read");
            await("the failure to be told").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                            fleet.status("fleetc-stuck").condition("Ready"))
                    .hasValueSatisfying(ready -> assertThat(ready.getReason()).isEqualTo("NodesFailed")));

            CommandResult late = run("rollout", "status", "fleetc-stuck", "--timeout", "10s");
            assertThat(late.status()).isOne();
            assertThat(late.err())
                    .startsWith("portcullis rollout status: after 10 s it is not over: fleetc-stuck: NodesFailed");

            CommandResult status = run("status");
            assertThat(status.status()).isEqualTo(3);
            assertThat(status.out())
                    .containsPattern("fleetc-stuck +NodesFailed +1/2 ")
                    .containsPattern(fleet.node(2) + " +Failed ");

            CommandResult node = run("node", fleet.node(2));
            assertThat(node.status()).isEqualTo(3);
            assertThat(node.out()).containsPattern("fleetc-stuck\\.json +WriteFailed ");

            pods.create("stuck", spec -> spec.withNodeName(fleet.node(2))
                    .withNewSecurityContext()
                    .withNewSeccompProfile("portcullis/fleetc-stuck.json", "Localhost")
                    .endSecurityContext());
            cannotStart("stuck", "cannot load seccomp profile");
            assertThat(codes("why", "stuck", "-n", NAMESPACE)).containsExactly("FileFailed");

            assertThat(codes("doctor")).contains("FilesFailed", "ObjectsNotReady");
        } finally {
            obstacle.remove();
        }
    }

    @Test
    void aPodThatNamesNoProfileIsToldTheRightOne() {
        fleet.awaitSynced(fleet.apply("fleetc-right", "read"), 2);
        pods.create("wrong", spec -> spec.withNodeName(fleet.node(1))
                .withNewSecurityContext()
                .withNewSeccompProfile("portcullis/fleetc-rihgt.json", "Localhost")
                .endSecurityContext());
        cannotStart("wrong", "no such file or directory");
        CommandResult why = run("why", "pod/wrong", "-n", NAMESPACE);
        assertThat(why.status()).isEqualTo(3);
        assertThat(why.out())
                .contains(
                        "UnknownFile: container main names portcullis/fleetc-rihgt.json, but there is no SeccompProfile"
                                + " fleetc-rihgt; did you mean fleetc-right?");
    }

    @Test
    void aDeploymentWhosePodsAPolicyRefusesIsToldWhatToWrite() {
        Policies policies = new Policies(Cluster.shared().admin());
        policies.apply("fleetc-drop", """
                {capabilities: {drop: [ALL]}, podSelector: {matchLabels: {app: web}},
                 namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}, enforcement: {validate: Deny}}""".formatted(NAMESPACE));
        try {
            await("the policy to be enforced").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                            policies.reason("fleetc-drop", "Enforced"))
                    .isEqualTo("Deny"));
            // The API server takes up a policy some time after it has it.
            Pod pod = new PodBuilder()
                    .withNewMetadata()
                    .withName("refused")
                    .addToLabels("app", "web")
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("main")
                    .withImage("none")
                    .endContainer()
                    .endSpec()
                    .build();
            await("such pods to be refused").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThatThrownBy(
                            () -> Cluster.shared()
                                    .admin()
                                    .pods()
                                    .inNamespace(NAMESPACE)
                                    .resource(pod)
                                    .dryRun()
                                    .create())
                    .hasMessageContaining("fleetc-drop"));
            Cluster.shared().apply("""
                            apiVersion: apps/v1
                            kind: Deployment
                            metadata: {name: refused, namespace: %s}
                            spec:
                              selector: {matchLabels: {app: web}}
                              template:
                                metadata: {labels: {app: web}}
                                spec: {containers: [{name: main, image: none}]}
                            """.formatted(NAMESPACE)).expectSuccess();
            await("the refusal to be told").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
                CommandResult why = run("why", "refused", "-n", NAMESPACE);
                assertThat(why.out())
                        .contains(
                                "RefusedByPolicy: Deployment " + NAMESPACE
                                        + "/refused cannot create pods: CapabilityPolicy fleetc-drop refuses them: ",
                                "write securityContext.capabilities.drop: [\"ALL\"]");
                assertThat(why.status()).isEqualTo(3);
            });
        } finally {
            Cluster.shared()
                    .admin()
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName("refused")
                    .delete();
            policies.delete("fleetc-drop");
        }
    }

    @Test
    void theDoctorSeesThatNobodyLeads() throws IOException {
        fleet.awaitSynced(fleet.apply("fleetc-led", "read"), 2);
        assertThat(codes("doctor")).doesNotContain("NoLeader", "NotInstalled", "GuardMissing", "AgentsNotReady");
        fleet.operator().kill();
        await("the Lease to be over").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(codes("doctor"))
                .contains("NoLeader"));
        fleet.apply("fleetc-led", "read", "write");
        JsonNode status = json("status");
        assertThat(status.at("/notReady/0/reason").asText()).isEqualTo("NotSeenYet");
    }

    @Test
    void theDoctorSeesAnAgentThatIsNotReady() throws IOException {
        Cluster.shared().setAgentReady(fleet.node(2), false);
        try {
            assertThat(codes("doctor")).contains("AgentsNotReady");
            assertThat(json("status").at("/nodes/notSynced/0/state").asText()).isEqualTo("AgentNotReady");
        } finally {
            Cluster.shared().setAgentReady(fleet.node(2), true);
        }
    }

    @Test
    void whoMayNotAskIsToldWhatIsMissing() throws IOException {
        Path agent = Files.writeString(
                home.resolve("agent.kubeconfig"), Cluster.shared().agentKubeconfig(fleet.node(1)));
        CommandResult status = CommandResult.of("status", "--kubeconfig", agent.toString());
        assertThat(status.status()).isOne();
        assertThat(status.err())
                .startsWith("portcullis status: you may not list seccompprofiles; ask for that right: ");
        CommandResult doctor = CommandResult.of("doctor", "--kubeconfig", agent.toString());
        assertThat(doctor.out()).contains("[RightMissing]", "[NotSeen]");
    }

    /** As a kubelet says it. */
    private void cannotStart(String pod, String message) {
        Cluster.shared().admin().pods().inNamespace(NAMESPACE).withName(pod).editStatus(old -> new PodBuilder(old)
                .editOrNewStatus()
                .withPhase("Pending")
                .withContainerStatuses()
                .addNewContainerStatus()
                .withName("main")
                .withImage("none")
                .withImageID("none")
                .withReady(false)
                .withRestartCount(0)
                .withNewState()
                .withNewWaiting(message, "CreateContainerError")
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
    }

    /** The codes in the answer for scripts. */
    private static Set<String> codes(String... words) {
        Set<String> codes = new TreeSet<>();
        Cluster.shared().portcullisJson(words).findValues("code").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    private static JsonNode json(String command) {
        return Cluster.shared().portcullisJson(command);
    }

    private static CommandResult run(String... words) {
        return Cluster.shared().portcullis(words);
    }

    private static String kubeconfig() {
        return Cluster.shared().kubeconfig().toString();
    }
}
