package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.CommandResult;
import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.NodeObserver;
import dev.portcullis.cluster.ObservationRights;
import dev.portcullis.kernel.Container;
import dev.portcullis.kernel.NotifyingContainers;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ListenerMetadata.Response;
import dev.portcullis.seccomp.NeverNotifies;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an observer recorded of a program becomes, as people make it, a profile under which that program runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class SuggestedProfileIT {

    private static final String NODE = "suggested-it";
    private static final String LS = "/usr/bin/ls";
    private static final String PERL = "/usr/bin/perl";
    private static final String MKDIR = "mkdir '/a' or print 0 + $!";

    @TempDir
    static Path workspace;

    private RootFilesystem root;
    private ObservationRights rights;

    @BeforeAll
    void prepare() throws IOException {
        Container.assumePossible();
        root = RootFilesystem.of(Files.createDirectory(workspace.resolve("root")), List.of(LS, PERL));
        rights = ObservationRights.grant();
        Cluster.shared()
                .admin()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    @AfterAll
    void cleanUp() {
        if (rights != null) {
            Cluster.shared().removeObserver(NODE);
            Cluster.shared().removeNode(NODE);
            rights.close();
        }
    }

    @AfterEach
    void forget() {
        Cluster.shared().admin().resources(NodeObservation.class).delete();
        Cluster.shared().admin().resources(ProfileObservation.class).delete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aRecordedProgramRunsUnderItsProfileAndAnotherDoesNot(String runtime) throws IOException {
        ProfileObservation observation = observation("suggested-" + runtime);
        // The path of a socket must be short.
        Path sockets = Files.createTempDirectory(Path.of("/tmp"), "observer");
        NotifyingContainers containers = new NotifyingContainers(
                runtime, root, Files.createTempDirectory(workspace, "containers"), sockets.resolve("observer.sock"));
        String recorded;
        try (NodeObserver observer = NodeObserver.start(NODE, sockets, Duration.ZERO)) {
            recorded = containers.run(recording(containers, observation), LS, "-l", "/usr");
            told(observation);
            assertThat(observer.metric("lost")).isZero();
        }
        assertThat(recorded).startsWith("total ");

        CommandResult made = observe(observation, "--profile", "--runtime", runtime);
        assertThat(made.err()).isEmpty();
        Path profile = Files.writeString(workspace.resolve(runtime + ".yaml"), made.out());
        CommandResult valid = CommandResult.of("validate", "--strict", "--runtime", runtime, profile.toString());
        assertThat(valid.status()).as(valid.out()).isZero();

        CommandResult rendered = CommandResult.of("render", profile.toString());
        ObjectNode document = (ObjectNode) new ObjectMapper().readTree(rendered.out());
        for (int i = 0; i < 20; i++) {
            assertThat(containers.run(document, LS, "-l", "/usr")).isEqualTo(recorded);
        }
        assertThat(containers.run(document, PERL, "-e", MKDIR)).isNotEmpty().isNotEqualTo("0");
    }

    private static ObjectNode recording(NotifyingContainers containers, ProfileObservation observation) {
        Set<String> silent = NeverNotifies.wholeSyscalls();
        return containers.document(
                new ListenerMetadata(
                        observation.getMetadata().getName(),
                        observation.getMetadata().getUid(),
                        1,
                        Response.ALLOW,
                        null,
                        new TreeMap<>(Map.of("ioctl", new TreeSet<>(List.of(1)), "socket", new TreeSet<>(List.of(0))))),
                NotifyingContainers.everything().stream()
                        .filter(name -> !silent.contains(name))
                        .toList());
    }

    private static void told(ProfileObservation observation) {
        await("the NodeObservation").atMost(Deadline.STEP).until(() -> NodeObserver.told(
                        observation.getMetadata().getName(), NODE)
                .map(SuggestedProfileIT::ended)
                .orElse(false));
    }

    private static boolean ended(NodeObservationStatus status) {
        return Objects.requireNonNullElse(status.syscalls(), List.<ObservedSyscall>of()).stream()
                .anyMatch(call -> call.syscall().equals("exit_group"));
    }

    private static ProfileObservation observation(String name) {
        ProfileObservation observation = new ProfileObservation();
        observation.setMetadata(new ObjectMetaBuilder().withName(name).build());
        observation.setSpec(new ProfileObservationSpec(null, null, null, null, null, null, null, null));
        return Cluster.shared().admin().resource(observation).create();
    }

    private static CommandResult observe(ProfileObservation observation, String... more) {
        return Cluster.shared()
                .portcullis(Stream.concat(
                                Stream.of("observe", observation.getMetadata().getName()), Stream.of(more))
                        .toArray(String[]::new));
    }
}
