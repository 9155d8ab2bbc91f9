package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.PodFilling;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.SyscallBlocks;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A block for all pods has a file on every node before any pod is sent there, and as long as any needs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockFillingIT {

    private final KubernetesClient admin = Cluster.shared().admin();
    private final SyscallBlocks blocks = new SyscallBlocks(admin);
    private Fleet fleet;
    private Pods pods;

    @BeforeAll
    void twoNodes(@TempDir Path home) {
        fleet = Fleet.start(home, "filling", 2);
        pods = Pods.in("filling");
    }

    @BeforeEach
    void theBase() {
        fleet.awaitSynced(fleet.apply("runtime-default", "read", "write", "socket", "io_uring_setup"), 2);
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.restartWhatEnded();
        pods.deleteAll();
        admin.resources(SyscallBlock.class).delete();
        await("blocks to go")
                .atMost(Deadline.ROLLOUT)
                .until(() ->
                        admin.resources(SyscallBlock.class).list().getItems().isEmpty());
        await("pods to be left alone").atMost(Deadline.STEP).until(() -> file().isEmpty());
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        pods.close();
        fleet.close();
    }

    @Test
    void theBasesFileWithTheBlockInItIsFilledInOnceItIsOnEveryNode() throws IOException {
        fleet.agent(2).kill();
        blocks.apply("uring", "{syscalls: [{names: [io_uring_setup]}], pods: All}");
        awaitReason("uring", "MutateWaitingForNodes");
        await("node 1")
                .atMost(Deadline.ROLLOUT)
                .until(() -> enforced("uring").getMessage().contains("(waiting for " + fleet.node(2) + ")"));
        assertThat(allowed(1, "uring")).contains("\"socket\"").doesNotContain("io_uring_setup");
        assertThat(file()).isEmpty();

        fleet.agent(2).restart();
        awaitReason("uring", "Mutate");
        await("filling in").atMost(Deadline.STEP).until(() -> file().equals("portcullis/block/uring.json"));
        PodFilling filling = Objects.requireNonNull(blocks.status("uring").filling());
        assertThat(filling.localhostProfile()).isEqualTo("portcullis/block/uring.json");
        assertThat(filling.sha256()).isEqualTo(Digest.sha256(document(2, "uring")));
        assertThat(filling.availableSince()).isNotNull();
        assertThat(filling.waitingSince()).isNull();
        assertThat(enforced("uring").getStatus()).isEqualTo("True");
        assertThat(enforced("uring").getMessage()).contains("kube-system", Cluster.NAMESPACE);

        // An operator that is started again finds it so, and changes nothing.
        String before = admin.resources(SyscallBlock.class)
                .withName("uring")
                .get()
                .getMetadata()
                .getResourceVersion();
        fleet.operator().kill();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        fleet.awaitSynced(fleet.apply("other", "read"), 2);
        assertThat(admin.resources(SyscallBlock.class)
                        .withName("uring")
                        .get()
                        .getMetadata()
                        .getResourceVersion())
                .isEqualTo(before);
    }

    @Test
    void anEditOfTheBaseReachesTheFile() throws IOException {
        blocks.apply("uring", "{syscalls: [{names: [io_uring_setup]}], pods: All, base: mine}");
        awaitReason("uring", "SeccompProfileMissing");
        assertThat(enforced("uring").getMessage()).contains("there is no SeccompProfile mine", "spec.base");
        assertThat(enforced("uring").getStatus()).isEqualTo("False");

        fleet.apply("mine", "read", "io_uring_setup");
        awaitReason("uring", "Mutate");
        assertThat(document(1, "uring")).doesNotContain("\"close\"");
        fleet.apply("mine", "read", "close", "io_uring_setup");
        await("the edit")
                .atMost(Deadline.ROLLOUT)
                .until(() -> document(1, "uring").contains("\"close\"")
                        && document(2, "uring").contains("\"close\""));

        // The last file stays, and pods are sent there.
        fleet.delete("mine");
        await("the loss")
                .atMost(Deadline.STEP)
                .until(() -> enforced("uring").getMessage().contains("an older one"));
        await("filling in").atMost(Deadline.STEP).until(() -> file().equals("portcullis/block/uring.json"));
    }

    @Test
    void ofTwoBlocksTheFirstFillsInAndBothAreInEitherFile() throws IOException {
        blocks.apply("b-socket", "{syscalls: [{names: [socket]}], pods: All}");
        awaitReason("b-socket", "Mutate");
        blocks.apply("a-uring", "{syscalls: [{names: [io_uring_setup]}], pods: All}");
        awaitReason("a-uring", "Mutate");
        awaitReason("b-socket", "MutateByAnother");
        await("the first").atMost(Deadline.STEP).until(() -> file().equals("portcullis/block/a-uring.json"));
        for (String block : new String[] {"a-uring", "b-socket"}) {
            await("both in " + block).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(allowed(1, block))
                    .contains("read")
                    .doesNotContain("\"socket\"", "\"io_uring_setup\""));
        }
        // A block that is only for rendered files is in them too.
        blocks.apply("c-write", "{syscalls: [{names: [write]}]}");
        await("the third").atMost(Deadline.ROLLOUT).until(() -> !allowed(1, "a-uring")
                .contains("\"write\""));
        assertThat(blocks.status("c-write").filling()).isNull();
        assertThat(blocks.status("c-write").condition("Enforced")).isEmpty();

        blocks.delete("a-uring");
        awaitReason("b-socket", "Mutate");
        await("the other").atMost(Deadline.STEP).until(() -> file().equals("portcullis/block/b-socket.json"));
        await("its file to go").atMost(Deadline.ROLLOUT).until(() -> Files.notExists(path(1, "a-uring")));
    }

    @Test
    void aDeletedBlockDeniesNothingAndStaysWhilePodsUseItsFile() throws IOException {
        blocks.apply("uring", "{syscalls: [{names: [io_uring_setup]}], pods: All}");
        awaitReason("uring", "Mutate");
        await("filling in").atMost(Deadline.STEP).until(() -> file().equals("portcullis/block/uring.json"));
        pods.create("filled", spec -> spec);
        blocks.delete("uring");
        await("the finalizer").atMost(Deadline.ROLLOUT).until(() -> blocks.status("uring")
                .condition("InUse")
                .filter(c -> c.getMessage().contains("filling/filled"))
                .isPresent());
        assertThat(enforced("uring").getReason()).isEqualTo("Off");
        assertThat(blocks.status("uring").condition("Ready").map(Condition::getReason))
                .contains("Terminating");
        assertThat(file()).isEmpty();
        await("the old bytes").atMost(Deadline.STEP).until(() -> allowed(1, "uring")
                .contains("\"io_uring_setup\""));

        pods.delete("filled");
        await("the block to go")
                .atMost(Deadline.ROLLOUT)
                .until(() ->
                        admin.resources(SyscallBlock.class).withName("uring").get() == null);
        await("its file to go").atMost(Deadline.ROLLOUT).until(() -> Files.notExists(path(1, "uring")));
    }

    @Test
    void aBlockThatEndsOrIsForRenderedFilesOnlyKeepsTheFileForPodsThatHaveIt() throws IOException {
        blocks.apply("uring", "{syscalls: [{names: [io_uring_setup]}], pods: All}");
        awaitReason("uring", "Mutate");
        blocks.apply("uring", "{syscalls: [{names: [io_uring_setup]}]}");
        awaitReason("uring", "Off");
        await("no filling in").atMost(Deadline.STEP).until(() -> file().isEmpty());
        assertThat(allowed(1, "uring")).doesNotContain("\"io_uring_setup\"");

        blocks.apply("uring", "{syscalls: [{names: [io_uring_setup]}], pods: All}");
        awaitReason("uring", "Mutate");
        blocks.apply(
                "uring",
                "{syscalls: [{names: [io_uring_setup]}], pods: All, expires: '"
                        + Instant.now().plusSeconds(2) + "'}");
        awaitReason("uring", "Off");
        await("no filling in").atMost(Deadline.STEP).until(() -> file().isEmpty());
        await("the old bytes").atMost(Deadline.STEP).until(() -> allowed(1, "uring")
                .contains("\"io_uring_setup\""));
    }

    private Condition enforced(String name) {
        return blocks.status(name).condition("Enforced").orElseGet(Condition::new);
    }

    private void awaitReason(String name, String reason) {
        await(name + " " + reason).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(enforced(name))
                .extracting(Condition::getReason, Condition::getObservedGeneration)
                .containsExactly(
                        reason,
                        admin.resources(SyscallBlock.class)
                                .withName(name)
                                .get()
                                .getMetadata()
                                .getGeneration()));
    }

    /** The file that a silent pod would get now; empty for none. */
    private String file() {
        Pod silent = new PodBuilder()
                .withNewMetadata()
                .withName("silent")
                .withNamespace("filling")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
        return Optional.ofNullable(
                        admin.resource(silent).dryRun().create().getSpec().getSecurityContext())
                .map(PodSecurityContext::getSeccompProfile)
                .map(SeccompProfile::getLocalhostProfile)
                .orElse("");
    }

    private Path path(int node, String block) {
        return fleet.directory(node).resolve("block/" + block + ".json");
    }

    private String document(int node, String block) throws IOException {
        await(block + " on node " + node).atMost(Deadline.ROLLOUT).until(() -> Files.exists(path(node, block)));
        return Files.readString(path(node, block));
    }

    /** The names in the rules of its file that allow; the base denies by default. */
    private String allowed(int node, String block) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode rule : new ObjectMapper().readTree(document(node, block)).path("syscalls")) {
            if (rule.path("action").asText().equals("SCMP_ACT_ALLOW")) {
                names.add(rule.path("names").toString());
            }
        }
        return names.toString();
    }
}
