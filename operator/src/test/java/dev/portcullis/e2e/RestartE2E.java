package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.machine.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a node, or of Portcullis, end and start again: files and status are right, and pods are held as before. */
class RestartE2E {

    private static final String PREFIX = "e2e-restart-";
    private static final String HELD = PREFIX + "held";
    private static final String DENIES_MKDIR = """
            {defaultAction: SCMP_ACT_ALLOW, syscalls: [
              {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: %d}]}""";
    private static final String DENIED = "Operation not permitted";

    private final Installation installation = Installation.shared();

    @BeforeEach
    void applyAProfile() {
        assumeTrue(installation.node().isPresent(), "only this machine's own node can be restarted");
        TestProfile.apply(HELD, DENIES_MKDIR.formatted(1));
    }

    @AfterAll
    static void deleteTheProfiles() {
        Installation installation = Installation.shared();
        installation.client().resources(SeccompProfile.class).list().getItems().stream()
                .filter(profile -> profile.getMetadata().getName().startsWith(PREFIX))
                .forEach(profile -> installation.client().resource(profile).delete());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet", "containerd"})
    void aDaemonOfTheNodeRestartsAndNoContainerOrFileIsTouched(String daemon) {
        try (LastingPod pod = new LastingPod(HELD);
                FileEvents events = new FileEvents(installation.ownNode().profiles(), HELD)) {
            String container = pod.container();
            Map<String, ProfileFile> before = files();

            installation.ownNode().restart(daemon);

            assertThat(pod.makeDirectory()).contains(DENIED);
            assertThat(pod.container()).isEqualTo(container);
            assertChangesStillArrive(daemon);
            assertThat(files()).containsAllEntriesOf(before);
            assertThat(events.seen()).isEmpty();
        }
    }

    @Test
    void theNodeRebootsAndItsPodsComeBackUnderTheSameFiles() {
        try (LastingPod pod = new LastingPod(HELD);
                FileEvents events = new FileEvents(installation.ownNode().profiles(), HELD)) {
            String container = pod.container();
            Map<String, ProfileFile> before = files();

            installation.ownNode().restart("node");

            pod.awaitContainerAfter(container);
            assertThat(pod.makeDirectory()).contains(DENIED);
            assertChangesStillArrive("node");
            assertThat(files()).containsAllEntriesOf(before);
            assertThat(events.seen()).isEmpty();
        }
    }

    /** The disk is changed, and so are the objects, while no agent is there to see it. */
    @Test
    void changesMadeWhileTheNodeWasDownArePutRightWhenItIsBack() throws IOException, InterruptedException {
        String damaged = PREFIX + "damaged";
        String removed = PREFIX + "removed";
        TestProfile.apply(damaged, DENIES_MKDIR.formatted(1));
        TestProfile.apply(removed, DENIES_MKDIR.formatted(1));
        String whole = Files.readString(installation.ownNode().profile(damaged));
        Thread restart = Thread.ofVirtual().start(() -> installation.ownNode().restart("node"));
        await().atMost(Deadline.ROLLOUT).pollInterval(Duration.ofMillis(5)).until(() -> installation
                .ownNode()
                .processes(AgentPrivilegesE2E.AGENT)
                .isEmpty());

        Files.writeString(installation.ownNode().profile(damaged), "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        Files.writeString(installation.ownNode().profile(PREFIX + "nobodys"), "{}");
        installation.client().resources(SeccompProfile.class).withName(removed).delete();
        restart.join();

        // What nobody asks for is not the agent's to remove.
        await().atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        installation.client().resources(NodeSync.class).list().getItems())
                .singleElement()
                .satisfies(sync -> assertThat(sync.getStatus().listedFailures())
                        .extracting(failure -> failure.file() + " " + failure.reason())
                        .containsExactly(PREFIX + "nobodys.json Orphaned")));
        Files.delete(installation.ownNode().profile(PREFIX + "nobodys"));
        await().atMost(Deadline.ROLLOUT)
                .until(() -> installation.client().resources(NodeSync.class).list().getItems().stream()
                        .allMatch(sync -> sync.getStatus().failed() == 0));
        assertChangesStillArrive("after-damage");
        await().atMost(Deadline.ROLLOUT)
                .untilAsserted(
                        () -> assertThat(files()).containsKey(HELD + ".json").doesNotContainKeys(removed + ".json"));
        assertThat(Files.readString(installation.ownNode().profile(damaged))).isEqualTo(whole);
        assertThat(TestPod.run(damaged, "mkdir", "/tmp/made").output()).contains(DENIED);
    }

    @Test
    void theAgentIsRolledAndPodsStartMeanwhile() {
        try (FileEvents events = new FileEvents(installation.ownNode().profiles(), HELD)) {
            Map<String, ProfileFile> before = files();
            roll("daemonset/portcullis-agent");
            assertThat(TestPod.run(HELD, "mkdir", "/tmp/made").output()).contains(DENIED);
            installation.awaitRollout();
            assertChangesStillArrive("agent");
            assertThat(files()).containsAllEntriesOf(before);
            assertThat(events.seen()).isEmpty();
        }
    }

    @Test
    void theOperatorsPodsAreDeletedAndAnEditMadeMeanwhileArrivesAfterwards() {
        try (FileEvents events = new FileEvents(installation.ownNode().profiles(), HELD)) {
            installation.deletePods("operator");
            TestProfile.apply(HELD, DENIES_MKDIR.formatted(13));
            assertThat(TestPod.run(HELD, "mkdir", "/tmp/made").output()).contains("Permission denied");
            assertChangesStillArrive("operator");
            assertThat(events.harmful()).isEmpty();
        }
    }

    /** A new object says by itself that API server, operator, agent, kubelet and runtime all work: nothing of it is old. */
    private void assertChangesStillArrive(String after) {
        TestProfile.apply(PREFIX + after, DENIES_MKDIR.formatted(13));
        assertThat(TestPod.run(PREFIX + after, "mkdir", "/tmp/made").output()).contains("Permission denied");
        for (String profile : List.of(HELD, PREFIX + after)) {
            assertThat(counts(profile)).isEqualTo(NodeCounts.of(1, 1, 0));
        }
        assertThat(installation.client().resources(NodeSync.class).list().getItems())
                .singleElement()
                .satisfies(sync -> assertThat(sync.getStatus().failed()).isZero());
    }

    private NodeCounts counts(String profile) {
        return Objects.requireNonNull(installation
                .client()
                .resources(SeccompProfile.class)
                .withName(profile)
                .require()
                .getStatus()
                .nodes());
    }

    private static void roll(String workload) {
        Installation.shared()
                .kubectl("-n", Installation.NAMESPACE, "rollout", "restart", workload)
                .expectSuccess();
    }

    private Map<String, ProfileFile> files() {
        return ProfileFile.all(installation.ownNode().profiles(), PREFIX);
    }
}
