package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.ExposedContainer;
import dev.portcullis.api.Exposure;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A block reaches the next container, whatever its profile allows, and says who runs without it: asked of the kernel. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockE2E {

    private static final String IMAGE = "registry.local/sockets:1";
    private static final String BLOCK = "af-alg";
    private static final String[] STAY = {SocketProgram.PERL, "-e", "sleep 3600"};
    private static final String PROFILE = Artifact.architecture().equals("amd64")
            ? "{defaultAction: SCMP_ACT_ALLOW, architectures: [SCMP_ARCH_X86_64, SCMP_ARCH_X86]}"
            : "{defaultAction: SCMP_ACT_ALLOW}";
    private static final String OPEN = "alg open\ntcp works\n";
    private static final String BLOCKED = "alg Operation not permitted\ntcp works\n";

    private static final PodDraft SILENT =
            PodDraft.of("{spec: {containers: [{}]}}").from(IMAGE);
    private static final PodDraft RUNTIME_DEFAULT = PodDraft.of(
                    "{spec: {securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{}]}}")
            .from(IMAGE);
    private static final PodDraft UNCONFINED = PodDraft.under(null, List.of()).from(IMAGE);

    private final Installation installation = Installation.shared();

    @BeforeAll
    void makeImage(@TempDir Path workspace) throws IOException {
        assumeTrue(installation.node().isPresent(), "the programs are in an image for this node");
        RootFilesystem root =
                RootFilesystem.of(Files.createDirectory(workspace.resolve("root")), List.of(SocketProgram.PERL));
        SocketProgram.addTo(root);
        installation.ownNode().load(IMAGE, workspace, root);
    }

    @AfterEach
    void lift() {
        delete();
    }

    @Test
    void theNextContainerMayNotAndDeletionGivesTheOldBytesBack() throws IOException {
        TestProfile.apply("e2e-sockets", PROFILE);
        String before = digest("e2e-sockets");
        assertThat(answer("e2e-sockets")).isEqualTo(OPEN);
        assertEmulated(PodDraft.under("e2e-sockets", List.of()), false);
        PodDraft stays = PodDraft.under("e2e-sockets", List.of()).from(IMAGE).running(STAY);
        try (TestPod running = TestPod.start(stays)) {
            running.awaitRunning();
            apply("Rendered");
            awaitReady();
            assertThat(answer("e2e-sockets")).isEqualTo(BLOCKED);
            assertEmulated(PodDraft.under("e2e-sockets", List.of()), true);
            awaitExposed(running.now().getMetadata().getName());
            assertListed(running.now().getMetadata().getName(), true);
        }
        // It starts again, as after a rollout restart.
        try (TestPod restarted = TestPod.start(stays)) {
            restarted.awaitRunning();
            awaitNobodyExposed();
            assertListed(restarted.now().getMetadata().getName(), false);
        }
        delete();
        await("the old bytes").atMost(Deadline.STEP).until(() -> digest("e2e-sockets")
                .equals(before));
        assertThat(answer("e2e-sockets")).isEqualTo(OPEN);
    }

    @Test
    void podsThatNameNoProfileAreReachedTooAndUnconfinedOnesAreNot() {
        TestProfile.applySample("runtime-default");
        try (TestPod running = TestPod.start(RUNTIME_DEFAULT.running(STAY))) {
            running.awaitRunning();
            apply("All");
            awaitReady();
            awaitEnforced("Mutate");
            awaitExposed(running.now().getMetadata().getName());
            for (PodDraft draft : List.of(RUNTIME_DEFAULT, SILENT)) {
                await("filling in").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                                TestPod.run(draft.running(SocketProgram.natively()))
                                        .output())
                        .isEqualTo(BLOCKED));
            }
            assertEmulated(RUNTIME_DEFAULT, true);
            assertThat(TestPod.run(UNCONFINED.running(SocketProgram.natively())).output())
                    .isEqualTo(OPEN);
        }
        try (TestPod restarted = TestPod.start(RUNTIME_DEFAULT.running(STAY))) {
            restarted.awaitRunning();
            assertThat(restarted
                            .now()
                            .getSpec()
                            .getSecurityContext()
                            .getSeccompProfile()
                            .getLocalhostProfile())
                    .isEqualTo("portcullis/block/" + BLOCK + ".json");
            awaitNobodyExposed();
            // Deleted, it stays while the pod may need its file, and denies nothing any more.
            block().delete();
            await("the finalizer").atMost(Deadline.ROLLOUT).until(() -> status().condition("InUse")
                    .filter(inUse -> inUse.getStatus().equals("True"))
                    .isPresent());
            await("the end of filling in").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                            TestPod.run(SILENT.running(SocketProgram.natively()))
                                    .output())
                    .isEqualTo(OPEN));
        }
    }

    private static String answer(String profile) {
        return TestPod.run(PodDraft.under(profile, List.of()).from(IMAGE).running(SocketProgram.natively()))
                .output();
    }

    /**
     * Asks a 32-bit program, where the kernel runs them. The filter sees of a socketcall that it makes a socket, and not
     * which: it denies all of these, and programs of today make theirs by socket.
     */
    private static void assertEmulated(PodDraft draft, boolean blocked) {
        if (Artifact.architecture().equals("amd64")) {
            int denied =
                    SocketProgram.ALG_BY_SOCKET + SocketProgram.ALG_BY_SOCKETCALL + SocketProgram.INET_BY_SOCKETCALL;
            assertThat(TestPod.run(draft.from(IMAGE).running(SocketProgram.X86)).exitCode())
                    .isEqualTo(blocked ? denied : 0);
        }
    }

    private void apply(String pods) {
        try {
            String sample = Files.readString(Repository.ROOT.resolve("config/samples/block-af-alg.yaml"));
            installation.apply(sample + "  pods: " + pods + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() {
        block().delete();
        await("the block to go").atMost(Deadline.ROLLOUT).until(() -> block().get() == null);
    }

    private Resource<SyscallBlock> block() {
        return installation.client().resources(SyscallBlock.class).withName(BLOCK);
    }

    private SyscallBlockStatus status() {
        return Optional.ofNullable(block().require().getStatus()).orElse(SyscallBlockStatus.EMPTY);
    }

    private void awaitReady() {
        installation
                .kubectl("wait", "--for=condition=Ready", "syscallblock/" + BLOCK, Installation.PATIENCE)
                .expectSuccess();
    }

    private void awaitEnforced(String reason) {
        await(reason).atMost(Deadline.ROLLOUT).until(() -> status().condition("Enforced")
                .map(Condition::getReason)
                .filter(reason::equals)
                .isPresent());
    }

    private void awaitExposed(String pod) {
        await(pod + " to be told of").atMost(Deadline.ROLLOUT).until(() -> exposed()
                .anyMatch(pod::equals));
    }

    /** Our own pods, and those that make the cluster, are in namespaces that no block touches. */
    private void awaitNobodyExposed() {
        await("nobody to be exposed")
                .atMost(Deadline.ROLLOUT)
                .until(() -> status().exposed() != null && exposed().findAny().isEmpty());
    }

    private Stream<String> exposed() {
        return Stream.ofNullable(status().exposed())
                .map(Exposure::first)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(one -> one.namespace().equals(PodDraft.NAMESPACE))
                .map(ExposedContainer::pod);
    }

    private void assertListed(String pod, boolean listed) throws IOException {
        Shell.Ended ended = installation.portcullis("exposed", BLOCK, "--output", "json");
        Shell.Result result = listed ? ended.expectFailure() : ended.expectSuccess();
        JsonNode answer = new ObjectMapper().readTree(result.output());
        assertThat(answer.get("containers").findValuesAsText("pod").contains(pod))
                .as(result.output() + result.errors())
                .isEqualTo(listed);
    }

    private String digest(String profile) throws IOException {
        return Digest.sha256(Files.readString(installation.ownNode().profile(profile)));
    }
}
