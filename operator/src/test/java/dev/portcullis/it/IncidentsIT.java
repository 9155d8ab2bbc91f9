package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.CommandResult;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import dev.portcullis.machine.SlowLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractStringAssert;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The incidents of docs/incidents.md: each is brought about, and named by the status, the Event, the metric and the line of
 * {@code doctor} or {@code why} that the table there promises.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentsIT {

    private static final String NAMESPACE = "incidents";

    private final Cluster cluster = Cluster.shared();
    private Path home;
    private Fleet fleet;
    private Pods pods;

    @BeforeAll
    void start(@TempDir Path directory) {
        home = directory;
        fleet = Fleet.start(home, "inc", 2);
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
    void anAgentCrashesAgainAndAgainOnOneNode() {
        fleet.agent(2).kill();
        status(fleet.node(2), """
                {"status": {"conditions": [{"type": "Ready", "status": "False"}], "containerStatuses": [
                  {"name": "agent", "image": "none", "imageID": "none", "ready": false, "restartCount": 7,
                   "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}},
                   "lastState": {"terminated": {"exitCode": 1, "reason": "Error"}}}]}}""");
        try {
            fleet.apply("inc-crash", "read");
            soon(() -> {
                assertThat(json("status").at("/nodes/notSynced/0/state").asText())
                        .isEqualTo("AgentNotReady");
                doctor("AgentsNotReady").contains(fleet.node(2), "CrashLoopBackOff", "restarted 7 times");
                metric(fleet.operator(), "portcullis_nodes", "state=\"unavailable\"", 1);
                assertThat(ready("inc-crash")).as("the others are not held up").startsWith("True SyncedWhereAvailable");
            });
        } finally {
            cluster.setAgentReady(fleet.node(2), true);
        }
    }

    @Test
    void theDiskOfANodeIsFull() throws IOException {
        Path root = fleet.seccompRoot(3);
        assumeTrue(
                Shell.run(Map.of(), "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", root.toString())
                        .isSuccess(),
                "only root may mount the small disk of this test");
        Member agent = Member.agent(home, fleet.node(3), root).awaitReady();
        try {
            fleet.apply("inc-full", Profiles.syscalls().toArray(String[]::new));
            soon(() -> {
                assertThat(ready("inc-full")).startsWith("False NodesFailed").contains(fleet.node(3), "NoSpace");
                doctor("FilesFailed").contains("NoSpace on " + fleet.node(3), "inc-full.json");
                metric(agent, "portcullis_agent_failed_files", "reason=\"NoSpace\"", 1);
                event("inc-full", "NodesFailed");
            });
        } finally {
            agent.close();
            cluster.removeNode(fleet.node(3));
            Shell.run(Map.of(), "umount", root.toString()).expectSuccess();
        }
    }

    @Test
    void aBaseIsBroken() {
        fleet.apply("inc-base", "read");
        fleet.awaitSynced(fleet.apply(Profiles.on("inc-derived", List.of("inc-base"), "write")), 2);
        fleet.apply(Profiles.of(
                "inc-base",
                "SCMP_ACT_ALLOW",
                null,
                new SyscallRule(List.of("read"), null, "SCMP_ACT_ERRNO", null, "EWRONG", null, null, null, null)));
        soon(() -> {
            assertThat(ready("inc-base")).startsWith("False UnknownErrno");
            assertThat(ready("inc-derived"))
                    .startsWith("False BaseProfileNotRendered")
                    .contains("inc-base");
            doctor("ObjectsNotReady").contains("inc-");
            metric(fleet.operator(), "portcullis_objects_refused", "reason=\"BaseProfileNotRendered\"", 1);
            event("inc-base", "UnknownErrno");
            event("inc-derived", "BaseProfileNotRendered");
        });
        assertThat(fleet.file(1, "inc-derived")).as("the last good file stays").exists();
    }

    @Test
    void theOperatorLacksARight() throws IOException {
        cluster.kubectl("delete", "clusterrolebinding", "portcullis-operator").expectSuccess();
        try {
            soon(() -> doctor("ProgramRightMissing")
                    .contains("portcullis-operator may not", "patch seccompprofiles/status", "list nodesyncs"));
            fleet.apply("inc-rights", "read");
            soon(() ->
                    assertThat(json("status").at("/notReady/0/reason").asText()).isEqualTo("NotSeenYet"));
            // It goes on trying, for more than the six times after which the framework alone would give up.
            soon(() -> metric(
                    fleet.operator(),
                    "portcullis_operator_reconciliations_total",
                    "kind=\"SeccompProfile\",result=\"failure\"",
                    7));
        } finally {
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", "config/cluster")
                    .expectSuccess();
        }
        fleet.awaitSynced(Objects.requireNonNull(fleet.get("inc-rights")), 2);
    }

    @Test
    void aDeletedProfileIsStillInUse() {
        fleet.awaitSynced(fleet.apply("inc-used", "read"), 2);
        pods.onPodLevel("user", "portcullis/inc-used.json");
        fleet.delete("inc-used");
        soon(() -> {
            assertThat(fleet.status("inc-used").condition("InUse"))
                    .hasValueSatisfying(held -> assertThat(held.getMessage()).contains(NAMESPACE + "/user"));
            doctor("ObjectsOnTheirWay").contains("Terminating", "inc-used", NAMESPACE + "/user");
            metric(fleet.operator(), "portcullis_objects_in_use", "kind=\"SeccompProfile\"", 1);
            assertThat(Events.about("inc-used")).isNotEmpty();
        });
    }

    @Test
    void aFileIsTamperedWith() throws IOException {
        fleet.awaitSynced(fleet.apply("inc-tampered", "read"), 2);
        Files.writeString(fleet.file(2, "inc-tampered"), "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        soon(() -> {
            assertThat(fleet.digest(2, "inc-tampered"))
                    .isEqualTo(fleet.status("inc-tampered").sha256());
            doctor("FilesRepaired").contains("put right");
            metric(fleet.agent(2), "portcullis_agent_repairs_total", "", 1);
            event(fleet.node(2), "FilesRepaired");
        });
    }

    @Test
    void aNodeIsTooOld() {
        fleet.apply(Profiles.denying(
                "inc-old",
                null,
                List.of(new SyscallRule(
                        List.of("read"),
                        null,
                        "SCMP_ACT_ALLOW",
                        null,
                        null,
                        null,
                        null,
                        new RuleFilter(null, null, "99.0"),
                        null))));
        soon(() -> {
            assertThat(ready("inc-old")).startsWith("False NodesFailed").contains("KernelTooOld");
            doctor("FilesFailed").contains("KernelTooOld on " + fleet.node(1), "inc-old.json");
            metric(fleet.agent(1), "portcullis_agent_failed_files", "reason=\"KernelTooOld\"", 1);
        });
    }

    @Test
    void aPolicyBlocksEveryPod() {
        Policies policies = new Policies(cluster.admin());
        policies.apply("inc-blocks", """
                {capabilities: {drop: [ALL]}, enforcement: {validate: Deny}, namespaceSelector:
                  {matchLabels: {kubernetes.io/metadata.name: %s}}}""".formatted(NAMESPACE));
        try {
            cluster.apply("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: refused, namespace: %s}
                    spec:
                      selector: {matchLabels: {app: refused}}
                      template:
                        metadata: {labels: {app: refused}}
                        spec: {containers: [{name: c, image: none}]}
                    """.formatted(NAMESPACE)).expectSuccess();
            soon(() -> {
                // A pod that is made before the API server has taken up the policy is not refused; the next one is.
                cluster.kubectl("-n", NAMESPACE, "delete", "pod", "-l", "app=refused", "--wait=false")
                        .expectSuccess();
                doctor("PodsRefused")
                        .contains("CapabilityPolicy inc-blocks keeps ReplicaSet " + NAMESPACE + "/refused-");
                CommandResult why = cluster.portcullis("why", "deployment/refused", "-n", NAMESPACE);
                assertThat(why.out()).contains("RefusedByPolicy", "inc-blocks", "does not drop ALL");
            });
        } finally {
            cluster.kubectl("-n", NAMESPACE, "delete", "deployment", "refused").expectSuccess();
            policies.delete("inc-blocks");
        }
    }

    @Test
    void aCrdIsMissing() {
        String crd = "syscallblocks.portcullis.dev";
        cluster.kubectl("delete", "crd", crd).expectSuccess();
        try {
            soon(() -> {
                doctor("CrdsMissing").contains("syscallblocks");
                assertThat(fleet.operator().metrics()).contains("portcullis_operator_watches_healthy 0.0");
            });
        } finally {
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", "config/cluster")
                    .expectSuccess();
            cluster.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd/" + crd)
                    .expectSuccess();
        }
        fleet.operator().stop();
        fleet.operator().restart();
        fleet.operator().awaitReady();
    }

    @Test
    void agentsHaveTwoVersions() {
        NodeSync old = new NodeSync();
        old.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName("inc-old-agent")
                .build());
        cluster.agentKubeconfig("inc-old-agent");
        try {
            cluster.admin().resource(old).serverSideApply();
            cluster.kubectl(
                            "patch",
                            "nodesync",
                            "inc-old-agent",
                            "--subresource=status",
                            "--type=merge",
                            "-p",
                            "{\"status\":{\"agentVersion\":\"0.0.9\",\"appliedRevision\":1,\"failed\":0,\"files\":0}}")
                    .expectSuccess();
            soon(() -> doctor("VersionsDiffer").contains("0.0.9 on inc-old-agent"));
            metric(fleet.agent(1), "portcullis_build_info", "component=\"agent\"", 1);
        } finally {
            cluster.removeNode("inc-old-agent");
        }
    }

    @Test
    void nobodyLeads() {
        fleet.operator().kill();
        soon(() -> doctor("NoLeader").contains("did not renew its Lease"));
        fleet.apply("inc-led", "read");
        soon(() -> assertThat(json("status").at("/notReady/0/reason").asText()).isEqualTo("NotSeenYet"));
    }

    @Test
    void theApiServerIsSlow(@TempDir Path directory) throws IOException {
        String kubeconfig = Files.readString(cluster.kubeconfig());
        Matcher server = Pattern.compile("(https://[^:/]+:)([0-9]+)").matcher(kubeconfig);
        assertThat(server.find()).isTrue();
        try (SlowLink link = new SlowLink(Integer.parseInt(server.group(2)), Duration.ofMillis(1200))) {
            Path slow = Files.writeString(directory.resolve("slow"), server.replaceFirst("$1" + link.port()));
            CommandResult doctor = CommandResult.of("doctor", "--kubeconfig", slow.toString());
            assertThat(doctor.out())
                    .contains("[ApiServerSlow]")
                    .containsPattern("took [0-9]{4,} ms to say its version");
        }
    }

    private String ready(String profile) {
        return fleet.status(profile)
                .condition("Ready")
                .map(ready -> ready.getStatus() + " " + ready.getReason() + ": " + ready.getMessage())
                .orElse("");
    }

    private static void event(String name, String reason) {
        assertThat(Events.about(name, reason)).as(reason + " of " + name).isNotEmpty();
    }

    /** The value of a metric whose labels contain this. */
    private static void metric(Member member, String name, String labels, double least) {
        try {
            Pattern line = Pattern.compile(
                    "^" + name + "(?:\\{[^}]*" + Pattern.quote(labels) + "[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE);
            assertThat(line.matcher(member.metrics()).results().map(one -> Double.valueOf(one.group(1))))
                    .as(name)
                    .anySatisfy(value -> assertThat(value).isGreaterThanOrEqualTo(least));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void status(String node, String patch) {
        cluster.kubectl(
                        "-n",
                        Cluster.NAMESPACE,
                        "patch",
                        "pod",
                        "portcullis-agent-" + node,
                        "--subresource=status",
                        "--type=strategic",
                        "-p",
                        patch)
                .expectSuccess();
    }

    /** What doctor says under a code. */
    private static AbstractStringAssert<?> doctor(String code) {
        StringBuilder statements = new StringBuilder();
        json("doctor").path("symptoms").forEach(symptom -> {
            if (symptom.path("code").asText().equals(code)) {
                statements.append(symptom.path("statement").asText()).append('\n');
            }
        });
        return assertThat(statements.toString()).as(code);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Deadline.ROLLOUT).untilAsserted(assertion);
    }

    private static JsonNode json(String command) {
        return Cluster.shared().portcullisJson(command);
    }
}
