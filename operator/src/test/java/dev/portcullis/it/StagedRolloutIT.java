package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.Rollout;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.api.RolloutStep;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.AgentsInProcess;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.LargeProfiles;
import dev.portcullis.cluster.Pods;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Stage;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A change goes out to twenty nodes by stages, whatever happens to the operator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StagedRolloutIT {

    private static final int NODES = 20;
    private static final Subject WEB = Subject.profile("web");
    private static final String MANUAL_THEN_MANUAL =
            "[{nodes: 1, pause: manual}, {nodes: \"25%\", pause: manual}, {nodes: \"100%\"}]";

    private final Cluster cluster = Cluster.shared();
    private Path home;
    private Fleet fleet;
    private AgentsInProcess agents;
    private List<String> order;

    @BeforeAll
    void twentyNodes(@TempDir Path directory) throws Exception {
        home = directory;
        fleet = Fleet.start(home, "staged", 0);
        String canary = names().stream().min(byPlace()).orElseThrow();
        Shell.run(
                        Map.of(),
                        "mount",
                        "-t",
                        "tmpfs",
                        "tmpfs",
                        AgentsInProcess.root(home, canary).toString())
                .expectSuccess();
        agents = new AgentsInProcess(home, "staged", NODES);
        order = agents.names().stream().sorted(byPlace()).toList();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        canaryCanWrite(true);
        fleet.restartWhatEnded();
        fleet.deleteProfiles();
        await("the profile to go").atMost(Deadline.ROLLOUT).until(() -> fleet.get("web") == null);
    }

    @AfterAll
    void end() throws Exception {
        try {
            fleet.close();
            agents.close();
        } finally {
            Shell.run(
                            Map.of(),
                            "umount",
                            AgentsInProcess.root(home, order.getFirst()).toString())
                    .expectSuccess();
        }
    }

    @Test
    void itStopsAtTheCanaryThatCannotWriteAndGoesOnWhenThatIsMended() throws Exception {
        String old = first(MANUAL_THEN_MANUAL);
        canaryCanWrite(false);
        apply(MANUAL_THEN_MANUAL, "read", "write", "close");
        awaitPhase("Stopped", 1);
        assertThat(ready().getReason()).isEqualTo("RolloutStopped");
        assertThat(ready().getMessage())
                .contains("step 1 of 3", order.getFirst() + " could not write (ReadOnly")
                .endsWith("portcullis.dev/approve=2/1/anyway lets it go on");
        assertThat(having(old)).as("nobody has anything else").hasSize(NODES);

        canaryCanWrite(true);
        awaitPhase("AwaitsApproval", 1);
        assertThat(Objects.requireNonNull(status().nodes()).summary()).isEqualTo("1/20");
        assertThat(having(digest())).containsExactly(order.getFirst());
        assertThat(Events.all())
                .filteredOn(event -> "web".equals(event.getInvolvedObject().getName()))
                .extracting(event -> event.getReason())
                .contains("RolloutStopped", "AwaitsApproval");
    }

    @Test
    void itGoesOnInSpiteOfTheCanaryWhenSomebodySaysSo() throws Exception {
        first("[{nodes: 1}, {nodes: 5, pause: manual}]");
        canaryCanWrite(false);
        apply("[{nodes: 1}, {nodes: 5, pause: manual}]", "read", "write", "close");
        awaitPhase("Stopped", 1);
        annotate("approve", "2/1/anyway");
        awaitPhase("Stopped", 2);
        annotate("approve", "2/2/anyway");
        await("all but the canary").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(having(digest()))
                .hasSize(NODES - 1));
        await("the last step is no longer held back")
                .atMost(Deadline.STEP)
                .untilAsserted(() -> assertThat(ready().getReason()).isEqualTo("NodesFailed"));
    }

    @Test
    void eachStepCostsOneConfigMapOneReportPerNodeAndAFewStatuses() {
        String old = first(MANUAL_THEN_MANUAL);
        AuditLog.fromNow().awaitQuiet();

        AuditLog log = AuditLog.fromNow();
        apply(MANUAL_THEN_MANUAL, "read", "write", "close");
        awaitPhase("AwaitsApproval", 1);
        assertCosts(log.awaitQuiet(), "the edit");
        assertThat(having(old)).hasSize(NODES - 1);

        log = AuditLog.fromNow();
        annotate("approve", "2");
        awaitPhase("AwaitsApproval", 2);
        assertCosts(log.awaitQuiet(), "the approval");
        assertThat(having(digest())).containsExactlyInAnyOrderElementsOf(order.subList(0, 5));

        log = AuditLog.fromNow();
        annotate("approve", "2");
        assertThat(log.awaitQuiet().count("configmaps"))
                .as("the same text approves no other step")
                .isZero();

        log = AuditLog.fromNow();
        annotate("approve", "2/2");
        awaitPhase("Completed", 3);
        assertCosts(log.awaitQuiet(), "the approval");
        assertThat(having(digest())).hasSize(NODES);
        assertThat(ready().getStatus()).isEqualTo("True");
    }

    @Test
    void anAbortBringsTheOldBytesBackAndANewSpecBeginsAgain() {
        String old = first(MANUAL_THEN_MANUAL);
        apply(MANUAL_THEN_MANUAL, "read", "write", "close");
        awaitPhase("AwaitsApproval", 1);
        assertThat(rollout("approve")).isEqualTo("approved step 1 of 3\n");
        awaitPhase("AwaitsApproval", 2);
        assertThat(rollout("status", "--watch=false"))
                .contains("AwaitsApproval", "step: 2 of 3", "nodes of this step: 5 of 5", "approve: 2/2");
        assertThat(rollout("abort")).isEqualTo("aborted generation 2 of SeccompProfile web\n");
        await("the old bytes").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(having(old))
                .hasSize(NODES));
        awaitPhase("Aborted", null);
        assertThat(ready().getReason()).isEqualTo("RolloutAborted");
        assertThat(carrierKeys()).containsExactly("profile.json");

        apply(MANUAL_THEN_MANUAL, "read", "write", "close", "open");
        awaitPhase("AwaitsApproval", 1);
        assertThat(having(old)).hasSize(NODES - 1);
        apply(MANUAL_THEN_MANUAL, "read", "write");
        await("the reverted spec is ready").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(ready().getStatus()).isEqualTo("True");
            assertThat(status().rollout()).isNull();
        });
        assertThat(having(old)).hasSize(NODES);
    }

    @Test
    void anOperatorKilledInAnyStateGoesOnRightly() throws Exception {
        String steps = "[{nodes: 1, pause: manual}, {nodes: \"25%\", pause: 20s}, {nodes: 15, pause: manual}]";
        String old = first(steps);
        killed(() -> {});
        assertThat(having(old)).as("a finished rollout").hasSize(NODES);

        canaryCanWrite(false);
        fleet.operator().kill();
        apply(steps, "read", "write", "close");
        fleet.operator().restart();
        awaitPhase("Stopped", 1);
        killed(() -> canaryCanWrite(true));
        awaitPhase("AwaitsApproval", 1);
        assertThat(having(old)).hasSize(NODES - 1);

        killed(() -> annotate("approve", "2/1"));
        awaitPhase("Paused", 2);
        Instant paused = Instant.parse(Objects.requireNonNull(rollout().since()));
        killed(() -> {});
        awaitPhase("AwaitsApproval", 3);
        assertThat(Instant.now()).as("the pause went on").isAfter(paused.plusSeconds(19));
        assertThat(having(digest())).containsExactlyInAnyOrderElementsOf(order.subList(0, 15));

        killed(() -> annotate("abort", "2"));
        awaitPhase("Aborted", null);
        killed(() -> {});
        await("the old bytes").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(having(old))
                .hasSize(NODES));
        assertThat(rollout().phase()).isEqualTo("Aborted");
    }

    @Test
    void aContainerThatCrashesWithTheChangeStopsIt() {
        String steps = "[{nodes: 1, pause: 1h}], gates: [podsHealthy]";
        first(steps);
        try (Pods pods = Pods.in("staged-pods")) {
            apply(steps, "read", "write", "close");
            awaitPhase("Paused", 1);
            crashing(pods, "elsewhere", order.getLast());
            crashing(pods, "web-1", order.getFirst());
            awaitPhase("Unhealthy", 1);
            assertThat(rollout().message())
                    .isEqualTo("container main of pod staged-pods/web-1 on " + order.getFirst() + ": CrashLoopBackOff");
            pods.deleteAll();
            annotate("approve", "2/1/anyway");
            awaitPhase("Completed", 2);
        }
    }

    @Test
    void whatDoesNotFitBesideTheOldBytesIsNotStaged() {
        fleet.apply(large(0));
        await("the first version").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(ready().getStatus())
                .isEqualTo("True"));
        assertThat(status().rollout()).as("the first version is not staged").isNull();
        String old = Objects.requireNonNull(status().sha256());
        fleet.apply(large(1));
        awaitPhase("NotStaged", null);
        assertThat(ready().getMessage()).contains("a ConfigMap takes 1048576", "remove spec.rollout");
        assertThat(having(old)).hasSize(NODES);
    }

    @Test
    void theApiServerRefusesStepsThatMeanNothing() {
        for (String steps : List.of(
                "[]",
                "[{nodes: 0}]",
                "[{nodes: \"0%\"}]",
                "[{nodes: \"101%\"}]",
                "[{nodes: 5}, {nodes: 1}]",
                "[{nodes: 1, pause: soon}]",
                "[{nodes: 1}], gates: [moon]")) {
            assertThat(kubectlApply(steps, "read").expectFailure().errors())
                    .as(steps)
                    .contains("spec.rollout");
        }
        kubectlApply("[{nodes: 1}, {nodes: \"1%\"}, {nodes: 2, pause: 1h30m}, {nodes: \"100%\"}]", "read")
                .expectSuccess();
        cluster.kubectl("patch", "scp", "web", "--type=merge", "-p", "{\"spec\":{\"rollout\":null}}")
                .expectSuccess();
    }

    private static void assertCosts(AuditLog log, String user) {
        assertThat(log.count("seccompprofiles")).as(user).isOne();
        assertThat(log.count("configmaps")).as("ConfigMap writes").isOne();
        assertThat(log.count("nodesyncs/status")).as("reports").isLessThanOrEqualTo(NODES);
        assertThat(log.count("seccompprofiles/status")).as("status writes").isBetween(1L, 4L);
    }

    /** Kills the operator, lets something happen, and starts another one. */
    private void killed(ThrowingRunnable meanwhile) throws Exception {
        fleet.operator().kill();
        meanwhile.run();
        fleet.operator().restart();
        fleet.operator().awaitReady();
    }

    @FunctionalInterface
    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    /** The first version, on all nodes; returns the digest of its file. */
    private String first(String steps) {
        apply(steps, "read", "write");
        await("the first version").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(ready().getStatus()).isEqualTo("True");
            assertThat(Objects.requireNonNull(status().nodes()).summary()).isEqualTo("20/20");
        });
        String digest = Objects.requireNonNull(status().sha256());
        assertThat(having(digest)).hasSize(NODES);
        return digest;
    }

    private void apply(String steps, String... syscalls) {
        kubectlApply(steps, syscalls).expectSuccess();
    }

    private Shell.Ended kubectlApply(String steps, String... syscalls) {
        try {
            Path file = Files.writeString(home.resolve("web.yaml"), """
                    apiVersion: portcullis.dev/v1
                    kind: SeccompProfile
                    metadata: {name: web}
                    spec:
                      defaultAction: SCMP_ACT_ERRNO
                      syscalls: [{names: %s, action: SCMP_ACT_ALLOW}]
                      rollout: {steps: %s}
                    """.formatted(List.of(syscalls), steps));
            return cluster.kubectl("apply", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void annotate(String what, String value) {
        cluster.kubectl("annotate", "--overwrite", "scp/web", "portcullis.dev/" + what + "=" + value)
                .expectSuccess();
    }

    /** What the command prints about the profile. */
    private String rollout(String command, String... options) {
        return cluster.tool(
                        Repository.EXECUTABLE.toString(),
                        Stream.concat(Stream.of("rollout", command, "web"), Stream.of(options))
                                .toArray(String[]::new))
                .expectSuccess()
                .output();
    }

    private void awaitPhase(String phase, @Nullable Integer step) {
        await(phase + " in step " + step).atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(status().rollout()).isNotNull();
            assertThat(rollout().phase()).isEqualTo(phase);
            assertThat(rollout().step()).isEqualTo(step);
        });
    }

    private RolloutStatus rollout() {
        return Objects.requireNonNull(status().rollout());
    }

    private SeccompProfileStatus status() {
        return fleet.status("web");
    }

    private Condition ready() {
        return status().condition("Ready").orElseThrow();
    }

    /** As large as a document may be nearly, so that two of them are too large for a ConfigMap. */
    private static SeccompProfile large(int number) {
        SeccompProfile large = LargeProfiles.of("web", number, null);
        large.setSpec(new SeccompProfileSpec(
                null,
                large.getSpec().defaultAction(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                large.getSpec().syscalls(),
                null,
                new Rollout(List.of(new RolloutStep(new IntOrString(1), "manual")), null)));
        return large;
    }

    private List<String> carrierKeys() {
        return List.copyOf(
                Carrier.data(cluster.configMap("seccompprofile-web").get()).keySet());
    }

    /** Of the file that the spec asks for. */
    private String digest() {
        return Objects.requireNonNull(status().sha256());
    }

    /** The nodes whose file has this digest. */
    private List<String> having(String digest) {
        return agents.names().stream()
                .filter(node -> digest.equals(digest(node)))
                .collect(Collectors.toList());
    }

    private String digest(String node) {
        try {
            Path file = AgentsInProcess.root(home, node).resolve("portcullis/web.json");
            return Files.exists(file) ? Digest.sha256(Files.readString(file)) : "";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void canaryCanWrite(boolean can) throws Exception {
        Shell.run(
                        Map.of(),
                        "mount",
                        "-o",
                        "remount," + (can ? "rw" : "ro"),
                        AgentsInProcess.root(home, order.getFirst()).toString())
                .expectSuccess();
    }

    private void crashing(Pods pods, String name, String node) {
        Pod pod = pods.create(name, spec -> spec.withNodeName(node)
                .editFirstContainer()
                .withNewSecurityContext()
                .withNewSeccompProfile("portcullis/web.json", "Localhost")
                .endSecurityContext()
                .endContainer());
        String started =
                Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS).toString();
        cluster.admin().resource(pod).editStatus(old -> new PodBuilder(old)
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("main")
                .withImage("none")
                .withImageID("none")
                .withRestartCount(3)
                .withNewState()
                .withNewWaiting()
                .withReason("CrashLoopBackOff")
                .endWaiting()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(159)
                .withStartedAt(started)
                .withFinishedAt(started)
                .endTerminated()
                .endLastState()
                .endContainerStatus()
                .endStatus()
                .build());
    }

    private static List<String> names() {
        return IntStream.rangeClosed(1, NODES).mapToObj(i -> "staged-n" + i).toList();
    }

    private static Comparator<String> byPlace() {
        return Comparator.comparing(node -> Stage.place(WEB, node), Long::compareUnsigned);
    }
}
