package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.LinuxProcess;
import io.fabric8.kubernetes.api.model.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The observer's pod: its rights as the kernel shows them, and what becomes of observed containers when it goes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObserverE2E {

    static final String OBSERVER = "@/portcullis/options/observer";

    private static final String PROFILE = "e2e-observed";
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);
    private static final int CALLS = 400;

    /** Makes a directory, or says why not, again and again. */
    private static final String ASK = "while :; do mkdir /tmp/made 2>&1 && echo made; usleep 20000; done";

    private final Installation installation = Installation.shared();

    @BeforeAll
    void switchObserversOn() {
        assumeTrue(installation.node().isPresent(), "only this machine's own node can be looked into");
        installation.switchObserversOn();
        TestProfile.apply(PROFILE, """
                {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                  {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""");
    }

    @AfterAll
    void installTheCurrentChart() {
        if (installation.node().isPresent()) {
            installation.kubectl("delete", "seccompprofile", PROFILE).expectSuccess();
            installation.restore();
        }
    }

    @Test
    void itIsRootWithoutAnythingThatRootCanDo() {
        Map<String, String> status = observer().status();
        assertThat(status).containsEntry("Uid", "0\t0\t0\t0").containsEntry("Gid", "0\t0\t0\t0");
        AgentPrivilegesE2E.assertUnprivileged(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid", "net", "ipc", "uts", "mnt"})
    void itSharesNoNamespaceWithItsNode(String kind) {
        LinuxProcess kubelet = installation.ownNode().process("kubelet --config");
        assertThat(observer().namespace(kind)).isNotEqualTo(kubelet.namespace(kind));
        LinuxProcess test = new LinuxProcess(ProcessHandle.current().pid());
        assertThat(observer().namespace(kind)).isNotEqualTo(test.namespace(kind));
    }

    @Test
    void itCanWriteToNoDirectoryOfTheHostButThatOfItsSocket() {
        assertThat(observer().writableMounts())
                .contains("/run/portcullis")
                .allMatch(place -> place.matches("/(dev|proc|etc|sys/fs/cgroup)(/.*)?|/run/portcullis"));
    }

    @Test
    void aDenialIsToldWithinTwoSecondsWithItsPodAndArguments() {
        try (TestObservation denying = observe();
                TestPod pod = TestPod.start(denying.profile(), "sleep", "3600")) {
            pod.awaitRunning();
            // The container's arrival is told first, and what follows at once waits a second for its turn.
            denying.await(status -> Objects.requireNonNullElse(status.containers(), 0) > 0);
            Instant turn = Instant.now().plusSeconds(2);
            await("the next turn").until(() -> Instant.now().isAfter(turn));
            assertThat(pod.exec("mkdir", "/tmp/made").expectFailure().errors()).contains("Operation not permitted");
            long before = System.nanoTime();
            ProfileObservationStatus told =
                    denying.await(status -> !TestObservation.denials(status).isEmpty());
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            System.out.printf("a denial was told %d ms after kubectl exec had ended%n", took.toMillis());
            assertThat(took).isLessThan(TOLD_WITHIN);
            ObservedDenial denial = TestObservation.denials(told).getFirst();
            assertThat(denial.pod()).isEqualTo(pod.now().getMetadata().getName());
            assertThat(denial.namespace()).isEqualTo(PodDraft.NAMESPACE);
            assertThat(denial.container()).isEqualTo(PodDraft.CONTAINER);
            assertThat(denial.syscall()).isIn("mkdir", "mkdirat");
            assertThat(denial.errno()).isEqualTo("EPERM");
            assertThat(denial.count()).isEqualTo(1);
            assertThat(denial.exec()).isTrue();
            assertThat(denial.arguments()).isNotEmpty();
        }
    }

    @Test
    void whatIsDeniedStaysDeniedWhenTheObserverIsKilled() {
        try (TestObservation denying = observe();
                TestPod pod = TestPod.start(denying.profile(), "sh", "-c", ASK)) {
            await("the first denial").atMost(Deadline.ROLLOUT).until(() -> pod.log()
                    .contains("Operation not permitted"));
            LinuxProcess killed = observer();
            killed.kill();
            await("a call without an answer").atMost(Deadline.ROLLOUT).until(() -> pod.log()
                    .contains("Function not implemented"));
            installation.awaitObservers();
            assertThat(pod.log()).doesNotContain("made\n");
            // What nobody could count is told.
            denying.await(
                    status -> TestObservation.condition(status, "Lossless").equals("False"));
        }
    }

    @Test
    void aPodThatFindsNoObserverSaysSoAndStartsWhenOneIsBack() {
        PodDraft retried = PodDraft.of(
                        "{spec: {restartPolicy: OnFailure, containers: [{securityContext: {seccompProfile: {type:"
                                + " Localhost, localhostProfile: portcullis/observed/e2e-denials.json}}}]}}")
                .running("sh", "-c", "mkdir /tmp/made || true");
        try (TestObservation denying = observe()) {
            sendObserversAway(true);
            await("no observer")
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> installation.ownNode().processes(OBSERVER).isEmpty());
            try (TestPod waiting = TestPod.start(retried)) {
                // Without a further try, it has failed.
                TestPod.Outcome never = TestPod.run(denying.profile(), "mkdir", "/tmp/made");
                assertThat(never.exitCode()).isEqualTo(128);
                await("the kubelet's message").atMost(Deadline.ROLLOUT).until(() -> messagesOf(waiting)
                        .anyMatch(message -> message.contains("seccomp agent")));
                messagesOf(waiting).forEach(System.out::println);
                sendObserversAway(false);
                installation.awaitObservers();
                assertThat(waiting.awaitEnd("main", 0).output()).contains("Operation not permitted");
            } finally {
                sendObserversAway(false);
                installation.awaitObservers();
            }
        }
    }

    private Stream<String> messagesOf(TestPod pod) {
        String uid = pod.now().getMetadata().getUid();
        return installation.client().v1().events().inNamespace(PodDraft.NAMESPACE).list().getItems().stream()
                .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
                .map(Event::getMessage);
    }

    @Test
    void nothingIsLostWhileTheObserverIsReplaced() {
        String ask = "i=0; while [ $i -lt " + CALLS
                + " ]; do mkdir /tmp/made 2>&1 && echo made; usleep 20000; i=$((i+1)); done";
        try (TestObservation denying = observe();
                TestPod pod = TestPod.start(denying.profile(), "sh", "-c", ask)) {
            await("the first denial").atMost(Deadline.ROLLOUT).until(() -> pod.log()
                    .contains("Operation not permitted"));
            LinuxProcess before = observer();
            installation
                    .kubectl("-n", Installation.NAMESPACE, "rollout", "restart", "daemonset/portcullis-observer")
                    .expectSuccess();
            installation.awaitObservers();
            assertThat(observer()).isNotEqualTo(before);
            TestPod.Outcome outcome = pod.awaitEnd();
            assertThat(outcome.output().lines())
                    .hasSize(CALLS)
                    .allMatch(line -> line.contains("Operation not permitted"));
            ProfileObservationStatus told = denying.await(status ->
                    TestObservation.calls(status, "mkdir") + TestObservation.calls(status, "mkdirat") >= CALLS);
            assertThat(TestObservation.calls(told, "mkdir") + TestObservation.calls(told, "mkdirat"))
                    .isEqualTo(CALLS);
            assertThat(told.lost()).isZero();
            assertThat(told.containers()).isEqualTo(1);
        }
    }

    @Test
    void aPodThatNoObservationSelectsIsNotTouched() throws IOException {
        String file = Files.readString(installation.ownNode().profile(PROFILE));
        PodDraft draft = PodDraft.under(PROFILE, List.of()).running("mkdir", "/tmp/made");
        String before = spec(draft);
        try (TestObservation selecting = TestObservation.apply(
                "e2e-selecting", "{seccompProfile: " + PROFILE + ", podSelector: {matchLabels: {observe: this}}}")) {
            assertThat(selecting.status().localhostProfile()).isEqualTo("portcullis/observed/e2e-selecting.json");
            assertThat(spec(draft)).isEqualTo(before);
            assertThat(spec(PodDraft.labelled("observe", "other"))).isEqualTo(spec(PodDraft.labelled("some", "other")));
            assertThat(Files.readString(installation.ownNode().profile(PROFILE)))
                    .isEqualTo(file);
        }
    }

    private static TestObservation observe() {
        return TestObservation.apply("e2e-denials", "{seccompProfile: " + PROFILE + ", response: Deny}");
    }

    /** What becomes of the pod's spec at the API server. */
    private String spec(PodDraft draft) {
        return installation
                .client()
                .resource(draft.pod())
                .dryRun()
                .create()
                .getSpec()
                .toString();
    }

    private void sendObserversAway(boolean away) {
        String value = away ? "\"nowhere\"" : "null";
        installation
                .kubectl(
                        "-n",
                        Installation.NAMESPACE,
                        "patch",
                        "daemonset",
                        "portcullis-observer",
                        "--patch",
                        "{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": {\"observer\": " + value + "}}}}}")
                .expectSuccess();
    }

    private LinuxProcess observer() {
        return installation.ownNode().process(OBSERVER);
    }
}
