package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.NodeObservations;
import dev.portcullis.cluster.ObservationRights;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.ProfileObservations;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An observation from its file to its end, with what observers tell of it under their own rights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfileObservationIT {

    private static final String SHOP = "seccompProfile: web, response: Deny, podSelector: {matchLabels: {app: shop}}";

    private final KubernetesClient admin = Cluster.shared().admin();
    private final ProfileObservations observations = new ProfileObservations(admin);
    private final SyscallBlocks blocks = new SyscallBlocks(admin);
    private final List<NodeObservations> observers = new ArrayList<>();
    private ObservationRights rights;
    private Fleet fleet;
    private Pods pods;

    @BeforeAll
    void twoNodes(@TempDir Path home) {
        rights = ObservationRights.grant();
        fleet = Fleet.start(home, "observing", 2, "--observations", "true", "--observer-node-selector", "pool=canary");
        pods = Pods.in("observing");
        for (int node = 1; node <= 2; node++) {
            observers.add(new NodeObservations(Cluster.client(Cluster.shared().observerKubeconfig(fleet.node(node)))));
        }
    }

    @BeforeEach
    void aProfile() {
        fleet.awaitSynced(fleet.apply("web", "read", "write"), 2);
    }

    @AfterEach
    void nothingIsLeft() {
        for (int node = 1; node <= 2; node++) {
            Cluster.shared().setObserverReady(fleet.node(node), true);
        }
        fleet.restartWhatEnded();
        pods.deleteAll();
        observations.deleteAll();
        blocks.deleteAll();
        await("pods to be left alone").atMost(Deadline.STEP).until(() -> file().isEmpty());
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        observers.forEach(observer -> observer.client().close());
        for (int node = 1; node <= 2; node++) {
            Cluster.shared().removeObserver(fleet.node(node));
        }
        pods.close();
        fleet.close();
        rights.close();
    }

    @Test
    void podsAreSentToTheFileOnceItAndObserversAreThere() throws IOException {
        Cluster.shared().setObserverReady(fleet.node(1), false);
        Cluster.shared().setObserverReady(fleet.node(2), false);
        observations.apply("shop", "{" + SHOP + "}");
        observations.awaitReason("shop", "NoObservers");
        assertThat(file()).isEmpty();
        assertThat(Events.about("shop", "NoObservers")).isNotEmpty();
        Cluster.shared().setObserverReady(fleet.node(1), true);
        observations.awaitReason("shop", "WaitingForObservers");
        assertThat(file()).isEmpty();
        Cluster.shared().setObserverReady(fleet.node(2), true);
        observations.awaitReason("shop", "Filling");

        await("filling in").atMost(Deadline.STEP).until(() -> file().equals("portcullis/observed/shop.json"));
        assertThat(made().getSpec().getNodeSelector()).isEqualTo(Map.of("pool", "canary"));
        ProfileObservationStatus status = observations.status("shop");
        assertThat(status.localhostProfile()).isEqualTo("portcullis/observed/shop.json");
        assertThat(status.sha256()).isEqualTo(Digest.sha256(document(1)));
        assertThat(status.observers()).isEqualTo(2);
        assertThat(Objects.requireNonNull(status.nodes()).summary()).isEqualTo("2/2");
        assertThat(status.startedAt()).isNotNull();
        assertThat(status.endedAt()).isNull();
        assertThat(status.holds("Ready")).isTrue();
        assertThat(document(2)).contains("SCMP_ACT_NOTIFY", "listenerPath", "listenerMetadata");

        // When no observer is left, no pod is sent where it could not start.
        Cluster.shared().setObserverReady(fleet.node(1), false);
        observations.awaitReason("shop", "Filling");
        Cluster.shared().setObserverReady(fleet.node(2), false);
        observations.awaitReason("shop", "NoObservers");
        await("no filling in").atMost(Deadline.STEP).until(() -> file().isEmpty());
    }

    @Test
    void whatObserversTellIsInTheStatusWithinTwoSeconds() {
        ProfileObservation shop = observations.apply("shop", "{" + SHOP + "}");
        observations.awaitReason("shop", "Filling");
        observers.get(0).tell(shop, fleet.node(1), NodeObservations.status(fleet.node(1), 2, 40, 0));
        observers.get(1).tell(shop, fleet.node(2), NodeObservations.status(fleet.node(2), 1, 2, 0));
        await("both nodes").atMost(Deadline.STEP).untilAsserted(() -> assertThat(observations.status("shop"))
                .extracting(
                        ProfileObservationStatus::containers,
                        ProfileObservationStatus::calls,
                        ProfileObservationStatus::lost)
                .containsExactly(3, 42L, 0L));
        ProfileObservationStatus status = observations.status("shop");
        assertThat(status.syscalls())
                .extracting(ObservedSyscall::syscall, ObservedSyscall::origin, ObservedSyscall::count)
                .containsExactly(tuple("read", ObservedSyscall.PROGRAM, 42L));
        assertThat(status.images()).containsExactly("shop:1");
        assertThat(status.holds("Lossless")).isTrue();

        // What is told a moment after the last change waits a second for its turn.
        Instant turn = Instant.now().plusSeconds(1);
        await("the next turn").atMost(Deadline.STEP).until(() -> Instant.now().isAfter(turn));
        Instant told = Instant.now();
        observers.get(1).tell(shop, fleet.node(2), NodeObservations.status(fleet.node(2), 1, 3, 0, "shop-1"));
        await("the denial")
                .atMost(Deadline.STEP)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Optional.ofNullable(observations.status("shop").denials())
                        .isPresent());
        assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(2));
        assertThat(observations.status("shop").denials())
                .extracting(ObservedDenial::pod, ObservedDenial::syscall, ObservedDenial::errno)
                .containsExactly(tuple("shop-1", "socket", "EPERM"));

        observers.get(0).tell(shop, fleet.node(1), NodeObservations.status(fleet.node(1), 2, 40, 7));
        await("the loss").atMost(Deadline.STEP).untilAsserted(() -> {
            assertThat(observations.condition("shop", "Lossless"))
                    .extracting(Condition::getStatus, Condition::getReason)
                    .containsExactly("False", "CallsLost");
            assertThat(observations.condition("shop", "Lossless").getMessage()).contains("7 calls", "the test says so");
        });
        assertThat(Events.about("shop", "CallsLost")).isNotEmpty();

        // An operator that is started again finds it so, and changes nothing.
        String before = version("shop");
        fleet.operator().kill();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        fleet.awaitSynced(fleet.apply("other", "read"), 2);
        assertThat(version("shop")).isEqualTo(before);
        observers.get(0).tell(shop, fleet.node(1), NodeObservations.status(fleet.node(1), 3, 50, 7));
        await("more")
                .atMost(Deadline.STEP)
                .until(() -> Objects.equals(observations.status("shop").calls(), 53L));

        observations.delete("shop");
        await("the nodes' objects to go with it")
                .atMost(Deadline.ROLLOUT)
                .until(() ->
                        admin.resources(NodeObservation.class).list().getItems().isEmpty());
    }

    @Test
    void itEndsByDurationByContainersAndWhenItIsSuspended() {
        ProfileObservation shop = observations.apply("shop", "{" + SHOP + ", containers: 2}");
        observations.awaitReason("shop", "Filling");
        observers.get(0).tell(shop, fleet.node(1), NodeObservations.status(fleet.node(1), 1, 5, 0));
        observers.get(1).tell(shop, fleet.node(2), NodeObservations.status(fleet.node(2), 1, 5, 0));
        observations.awaitReason("shop", "ContainersSeen");
        await("no filling in").atMost(Deadline.STEP).until(() -> file().isEmpty());
        assertThat(observations.status("shop").endedAt()).isNotNull();
        assertThat(Events.about("shop", "ObservationEnded")).isNotEmpty();
        assertThat(Files.exists(path(1))).isTrue();

        observations.apply("shop", "{" + SHOP + ", suspend: true}");
        observations.awaitReason("shop", "Suspended");
        observations.apply("shop", "{" + SHOP + "}");
        observations.awaitReason("shop", "Filling");
        assertThat(observations.status("shop").endedAt()).isNull();
        await("filling in").atMost(Deadline.STEP).until(() -> !file().isEmpty());

        Instant started =
                Instant.parse(Objects.requireNonNull(observations.status("shop").startedAt()));
        long soon = Duration.between(started, Instant.now()).toSeconds() + 3;
        observations.apply("shop", "{" + SHOP + ", duration: " + soon + "s}");
        observations.awaitReason("shop", "DurationOver");
        assertThat(Instant.now()).isAfterOrEqualTo(started.plusSeconds(soon));
        await("no filling in").atMost(Deadline.STEP).until(() -> file().isEmpty());
    }

    @Test
    void theFileFollowsTheProfileAndTheBlocks() throws IOException {
        observations.apply("shop", "{" + SHOP.replace("web", "late") + "}");
        observations.awaitReason("shop", "SeccompProfileMissing");
        fleet.apply("late", "read", "write");
        observations.awaitReason("shop", "Filling");
        String first = document(1);
        fleet.apply("late", "read", "write", "socket");
        await("the edit")
                .atMost(Deadline.ROLLOUT)
                .until(() -> !document(1).equals(first) && !document(2).equals(first));
        String second = document(1);
        blocks.apply("hole", "{syscalls: [{names: [socket]}]}");
        await("the block").atMost(Deadline.ROLLOUT).until(() -> !document(1).equals(second));
        await("the block's report").atMost(Deadline.ROLLOUT).until(() -> blocks.said("hole", "Ready")
                .startsWith("True"));

        fleet.delete("late");
        await("the loss")
                .atMost(Deadline.STEP)
                .until(() ->
                        observations.condition("shop", "Observing").getMessage().contains("an older one"));
        assertThat(observations.condition("shop", "Rendered").getReason()).isEqualTo("SeccompProfileMissing");
    }

    @Test
    void aDeletedObservationFillsNoPodInAndStaysWhilePodsUseItsFile() {
        observations.apply("shop", "{" + SHOP + "}");
        observations.awaitReason("shop", "Filling");
        await("filling in").atMost(Deadline.STEP).until(() -> !file().isEmpty());
        admin.resource(pod("filled")).create();
        observations.delete("shop");
        await("the finalizer").atMost(Deadline.ROLLOUT).until(() -> observations
                .status("shop")
                .condition("InUse")
                .filter(c -> c.getMessage().contains("observing/filled"))
                .isPresent());
        observations.awaitReason("shop", "Deleted");
        await("pods to stay as they are").atMost(Deadline.STEP).until(() -> file().isEmpty());
        assertThat(Files.exists(path(1))).isTrue();

        pods.delete("filled");
        await("the observation to go").atMost(Deadline.ROLLOUT).until(() -> !observations.exists("shop"));
        await("its file to go").atMost(Deadline.ROLLOUT).until(() -> Files.notExists(path(1)));
    }

    @Test
    void withoutSelectorsPodsNameTheFileThemselves() throws IOException {
        observations.apply("shop", "{}");
        observations.awaitReason("shop", "ByName");
        assertThat(observations.condition("shop", "Observing").getMessage()).contains("ENOSYS", "canaries");
        assertThat(file()).isEmpty();
        assertThat(document(1)).contains("SCMP_ACT_NOTIFY");
    }

    /** The file that a silent pod of the shop would get now; empty for none. */
    private String file() {
        return Optional.ofNullable(made().getSpec().getSecurityContext())
                .map(PodSecurityContext::getSeccompProfile)
                .map(SeccompProfile::getLocalhostProfile)
                .orElse("");
    }

    private Pod made() {
        return admin.resource(pod("silent")).dryRun().create();
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("observing")
                .addToLabels("app", "shop")
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("nobody")
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
    }

    private String version(String name) {
        return observations.get(name).getMetadata().getResourceVersion();
    }

    private Path path(int node) {
        return fleet.directory(node).resolve("observed/shop.json");
    }

    private String document(int node) throws IOException {
        await("the file on node " + node).atMost(Deadline.ROLLOUT).until(() -> Files.exists(path(node)));
        return Files.readString(path(node));
    }
}
