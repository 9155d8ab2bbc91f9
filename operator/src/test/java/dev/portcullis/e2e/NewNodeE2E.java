package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.NodeSync;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Taint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The node joins anew, without files and with the gate's taint, while a pod that needs a profile waits for it. */
class NewNodeE2E {

    private static final String TAINT = "portcullis.dev/agent-not-ready";
    private static final String PROFILE = "e2e-new-node";

    private final Installation installation = Installation.shared();
    private String ordinary = "";

    @BeforeEach
    void switchTheGateOn() throws IOException {
        assumeTrue(installation.node().isPresent(), "only this machine's own node can join anew");
        release().put(Release.CURRENT, "--set", "nodeGate.taint=true");
        installation.awaitRollout();
        TestProfile.apply(PROFILE, """
                {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                  {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""");
        ordinary = Files.readString(kubeletConfiguration());
        Files.writeString(
                kubeletConfiguration(),
                ordinary + "\nregisterWithTaints:\n- {key: " + TAINT + ", effect: NoSchedule}\n");
    }

    @AfterEach
    void installTheCurrentChart() throws IOException {
        if (installation.node().isPresent()) {
            Files.writeString(kubeletConfiguration(), ordinary);
            installation.ownNode().restart("kubelet");
            installation.kubectl("delete", "seccompprofile", PROFILE).expectSuccess();
            installation.restore();
        }
    }

    @Test
    void aPodThatWaitsForANewNodeStartsThereWithoutAnError() throws IOException {
        io.fabric8.kubernetes.api.model.Node before = theNode();
        String name = before.getMetadata().getName();
        installation.kubectl("cordon", name).expectSuccess();
        try (TestPod waiting = TestPod.start(PROFILE, "mkdir", "/tmp/made")) {
            installation.kubectl("delete", "node", name, "--wait=true").expectSuccess();
            // The control plane's collector would do so within a minute.
            installation.deletePods("agent");
            installation.deletePods("operator");
            // A new machine has no files.
            await("the agent to end").atMost(Deadline.ROLLOUT).until(() -> installation
                    .ownNode()
                    .processes(AgentPrivilegesE2E.AGENT)
                    .isEmpty());
            empty(installation.ownNode().profiles());

            installation.ownNode().restart("kubelet");

            TestPod.Outcome denied = waiting.awaitEnd();
            assertThat(denied.exitCode()).isEqualTo(1);
            assertThat(denied.output()).contains("Operation not permitted");
            assertThat(waiting.now().getStatus().getContainerStatuses())
                    .singleElement()
                    .satisfies(status -> assertThat(status.getRestartCount()).isZero());
            assertThat(eventsOf(waiting.now().getMetadata().getUid()))
                    .extracting(Event::getReason)
                    .doesNotContain("Failed", "BackOff");
        }
        assertThat(theNode().getMetadata().getUid())
                .isNotEqualTo(before.getMetadata().getUid());
        assertThat(theNode().getSpec().getTaints()).extracting(Taint::getKey).doesNotContain(TAINT);
        assertThat(installation
                        .client()
                        .resources(NodeSync.class)
                        .withName(name)
                        .require())
                .satisfies(sync -> assertThat(
                                Objects.requireNonNull(sync.getStatus()).nodeUid())
                        .isEqualTo(theNode().getMetadata().getUid()));
    }

    private List<Event> eventsOf(String uid) {
        return installation.client().v1().events().inNamespace(PodDraft.NAMESPACE).list().getItems().stream()
                .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
                .toList();
    }

    private io.fabric8.kubernetes.api.model.Node theNode() {
        return installation.client().nodes().list().getItems().getFirst();
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.filter(Files::isRegularFile).toList()) {
                Files.delete(entry);
            }
        }
    }

    private Path kubeletConfiguration() {
        return installation.ownNode().kubeletConfiguration();
    }

    private Release release() {
        return installation.ownNode().release();
    }
}
