package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.cluster.RequestCount;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A profile or policy that pods use stays until they are gone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeletionIT {

    private static final String FINALIZER = "portcullis.dev/in-use";

    private final Cluster cluster = Cluster.shared();
    private final KubernetesClient admin = cluster.admin();
    private final Policies policies = new Policies(admin);
    private Path home;
    private Fleet fleet;
    private Pods pods;

    @BeforeAll
    void oneNode(@TempDir Path directory) {
        home = directory;
        pods = Pods.in("deletions");
        fleet = Fleet.start(home, "deletion", 1);
    }

    @AfterEach
    void nothingHolds() {
        fleet.restartWhatEnded();
        pods.deleteAll();
        admin.resources(CapabilityPolicy.class).delete();
    }

    @AfterAll
    void end() {
        pods.close();
        fleet.close();
    }

    @Test
    void theFinalizerIsAllThatIsWrittenIntoAnObject() {
        SeccompProfile applied = fleet.apply("touched", "read");
        fleet.awaitSynced(applied, 1);
        SeccompProfile now = Objects.requireNonNull(fleet.get("touched"));
        assertThat(now.getMetadata().getFinalizers()).containsExactly(FINALIZER);
        assertThat(now.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(now.getMetadata().getManagedFields())
                .filteredOn(f -> f.getManager().equals("portcullis-operator") && f.getSubresource() == null)
                .singleElement()
                .satisfies(f -> assertThat(f.getFieldsV1().getAdditionalProperties())
                        .containsOnlyKeys("f:metadata")
                        .extractingByKey("f:metadata")
                        .asString()
                        .contains("f:finalizers")
                        .doesNotContain("f:labels", "f:annotations"));
        // A tool that applies the object again does not take it away.
        fleet.apply("touched", "read");
        assertThat(Objects.requireNonNull(fleet.get("touched")).getMetadata().getFinalizers())
                .containsExactly(FINALIZER);
    }

    @Test
    void anUnusedProfileGoesAtOnce() {
        fleet.awaitSynced(fleet.apply("unused", "read"), 1);
        pods.onPodLevel("other", "portcullis/unused2.json");
        pods.create("silent", spec -> spec);
        cluster.kubectl("delete", "scp", "unused", "--timeout=10s").expectSuccess();
        fleet.awaitGone("unused", 1);
    }

    @Test
    void aPodHoldsAProfileWhereverItNamesTheFile() {
        List<BiConsumer<String, String>> places =
                List.of(pods::onPodLevel, pods::inContainer, pods::inInitContainer, pods::inEphemeralContainer);
        for (int i = 0; i < places.size(); i++) {
            String name = "place-" + i;
            fleet.awaitSynced(fleet.apply(name, "read"), 1);
            places.get(i).accept(name, "portcullis/" + name + ".json");
            fleet.delete(name);
        }
        for (int i = 0; i < places.size(); i++) {
            String name = "place-" + i;
            awaitHeld(name, "deleted, but its file stays while it is used by the pod deletions/" + name);
            assertThat(fleet.file(1, name)).exists();
            assertThat(events(name)).hasSize(1);
            pods.delete(name);
        }
        for (int i = 0; i < places.size(); i++) {
            String name = "place-" + i;
            fleet.awaitGone(name, 1);
            // The file goes first, by the tombstone.
            await(name + " to go").atMost(Deadline.ROLLOUT).until(() -> fleet.get(name) == null);
        }
    }

    @Test
    void aFinishedPodDoesNotHold() {
        fleet.awaitSynced(fleet.apply("finished", "read"), 1);
        for (String phase : List.of("Succeeded", "Failed", "Running")) {
            pods.onPodLevel("finished-" + phase.toLowerCase(java.util.Locale.ROOT), "portcullis/finished.json");
            pods.phase("finished-" + phase.toLowerCase(java.util.Locale.ROOT), phase);
        }
        fleet.delete("finished");
        awaitHeld("finished", "deleted, but its file stays while it is used by the pod deletions/finished-running");
        pods.phase("finished-running", "Succeeded");
        fleet.awaitGone("finished", 1);
    }

    @Test
    void aHeldProfileIsLookedAfter() throws IOException {
        fleet.awaitSynced(fleet.apply("held", "read"), 1);
        pods.onPodLevel("holder", "portcullis/held.json");
        fleet.delete("held");
        awaitHeld("held", "deleted, but its file stays while it is used by the pod deletions/holder");
        // An edit still reaches the node.
        SeccompProfile edited = fleet.apply("held", "read", "write");
        await("the edit").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(fleet.status("held").observedGeneration())
                    .isEqualTo(edited.getMetadata().getGeneration());
            assertThat(fleet.status("held").sha256()).isEqualTo(fleet.digest(1, "held"));
            assertThat(fleet.status("held").syscalls()).isEqualTo(2);
            assertThat(Objects.requireNonNull(fleet.status("held").nodes()).summary())
                    .isEqualTo("1/1");
        });
        assertThat(cluster.kubectl("get", "scp", "held", "--no-headers")
                        .expectSuccess()
                        .output())
                .containsPattern("held +False +Terminating +1/1 ");
        // Someone who forces it gets what they asked for.
        cluster.kubectl("patch", "scp", "held", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}")
                .expectSuccess();
        fleet.awaitGone("held", 1);
    }

    @Test
    void aDeletionInTheForegroundLeavesTheFileInTheEnd() {
        fleet.awaitSynced(fleet.apply("foreground", "read"), 1);
        pods.onPodLevel("foreground", "portcullis/foreground.json");
        cluster.kubectl("delete", "scp", "foreground", "--cascade=foreground", "--wait=false")
                .expectSuccess();
        awaitHeld("foreground", "deleted, but its file stays while it is used by the pod deletions/foreground");
        await("the collector to be done").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(Objects.requireNonNull(fleet.get("foreground"))
                            .getMetadata()
                            .getFinalizers())
                    .containsExactly(FINALIZER);
            assertThat(fleet.file(1, "foreground")).exists();
        });
        pods.delete("foreground");
        fleet.awaitGone("foreground", 1);
    }

    @Test
    void anotherOperatorGoesOnWhereOneEnded() {
        fleet.awaitSynced(fleet.apply("outlives", "read"), 1);
        pods.onPodLevel("outlives", "portcullis/outlives.json");
        fleet.delete("outlives");
        awaitHeld("outlives", "deleted, but its file stays while it is used by the pod deletions/outlives");
        fleet.operator().kill();
        pods.onPodLevel("second", "portcullis/outlives.json");
        try (Member other = Member.operator(home, "deletion-other", "--lease-duration", "3s")
                .awaitReady()) {
            awaitHeld(
                    "outlives",
                    "deleted, but its file stays while it is used by 2 pods: deletions/outlives, deletions/second");
            assertThat(events("outlives")).hasSize(1);
            other.kill();
            pods.deleteAll();
            fleet.operator().restart();
            fleet.operator().awaitReady();
            fleet.awaitGone("outlives", 1);
        }
    }

    @Test
    void aSpecThatNeverBecameAFileGoesAtOnce() {
        fleet.apply(Profiles.on("fileless", List.of("missing"), "read"));
        await("the status")
                .atMost(Deadline.ROLLOUT)
                .until(() -> fleet.status("fileless").condition("Rendered").isPresent());
        pods.onPodLevel("hopeful", "portcullis/fileless.json");
        cluster.kubectl("delete", "scp", "fileless", "--timeout=10s").expectSuccess();
    }

    @Test
    void aHeldPolicyEnforcesNothingAnyMore() {
        try (Pods filled = Pods.in("deletions-filled")) {
            fleet.awaitSynced(fleet.apply("policy-base", "read"), 1);
            policies.apply("filled", """
                {capabilities: {drop: [ALL]}, seccompProfile: policy-base,
                 namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: deletions-filled}},
                 enforcement: {validate: Off, mutate: true}}""");
            await("the policy").atMost(Deadline.ROLLOUT).until(() -> policies.reason("filled", "Enforced")
                    .equals("Mutate"));
            // Before the API server takes up that the file is everywhere, silent pods get RuntimeDefault.
            await("pods to be sent to the file").atMost(Deadline.ROLLOUT).until(() -> {
                filled.deleteAll();
                return Optional.ofNullable(
                                filled.create("filled", spec -> spec).getSpec().getSecurityContext())
                        .map(PodSecurityContext::getSeccompProfile)
                        .map(io.fabric8.kubernetes.api.model.SeccompProfile::getLocalhostProfile)
                        .isPresent();
            });
            policies.delete("filled");
            await("the policy to be held").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
                assertThat(policies.message("filled", "InUse")).endsWith("used by the pod deletions-filled/filled");
                assertThat(policies.reason("filled", "Enforced")).isEqualTo("Deleted");
            });
            assertThat(fleet.directory(1).resolve("policy/filled.seccomp.json")).exists();
            assertThat(cluster.kubectl(
                                    "get",
                                    "mutatingadmissionpolicies,validatingadmissionpolicies",
                                    "-o",
                                    "name",
                                    "-l",
                                    "app.kubernetes.io/managed-by=portcullis")
                            .expectSuccess()
                            .output())
                    .doesNotContain("/filled.capabilitypolicy");
            await("pods to stay as they are").atMost(Deadline.STEP).untilAsserted(() -> {
                filled.delete("after");
                assertThat(filled.create("after", spec -> spec)
                                .getSpec()
                                .getSecurityContext()
                                .getSeccompProfile())
                        .isNull();
            });
            filled.delete("filled");
            await("the policy to go").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                            admin.resources(CapabilityPolicy.class)
                                    .withName("filled")
                                    .get())
                    .isNull());
            await("its file to go")
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> Files.notExists(fleet.directory(1).resolve("policy/filled.seccomp.json")));
        }
    }

    @Test
    void manyDeletionsShareAFewListings() {
        int count = 200;
        List<SeccompProfile> applied = IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> fleet.apply("many-" + i, "read"))
                .toList();
        applied.forEach(profile -> fleet.awaitSynced(profile, 1));
        IntStream.range(0, 20).forEach(i -> pods.onPodLevel("other-" + i, "portcullis/other.json"));
        AuditLog log = AuditLog.fromNow();
        long listings = podLists();
        long start = System.nanoTime();
        IntStream.range(0, count).parallel().forEach(i -> fleet.delete("many-" + i));
        await("all to go").atMost(Deadline.ROLLOUT).until(() -> IntStream.range(0, count)
                .allMatch(i -> fleet.get("many-" + i) == null));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("%d deletions: %s, %d lists of pods%n", count, took, podLists() - listings);
        // The tests' own cluster has a controller manager, which lists no pods once it has started.
        assertThat(podLists() - listings).isBetween(1L, Math.max(count / 10L, took.toMillis() / 100));
        // Each costs the deletion itself and the release.
        assertThat(log.awaitQuiet().count("seccompprofiles")).isEqualTo(2L * count);
        assertThat(log.count("seccompprofiles/status")).isZero();
        await("tombstones to go")
                .atMost(Deadline.ROLLOUT)
                .until(() -> log.count(write -> write.resource().equals("configmaps")
                                && write.name().startsWith("seccompprofile-many-"))
                        == 2L * count);
    }

    private void awaitHeld(String profile, String message) {
        await(profile + " to be held").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(fleet.status(profile).condition("InUse")).hasValueSatisfying(inUse -> {
                assertThat(inUse.getStatus()).isEqualTo("True");
                assertThat(inUse.getReason()).isEqualTo("UsedByPods");
                assertThat(inUse.getMessage()).isEqualTo(message);
            });
        });
    }

    private List<Event> events(String profile) {
        return Events.about(profile, "UsedByPods");
    }

    /** How often the API server has answered a list of all namespaces' pods. */
    private long podLists() {
        return RequestCount.all(admin.raw("/metrics")).stream()
                .filter(requests -> requests.label("resource").equals("pods")
                        && requests.label("scope").equals("cluster")
                        && requests.label("verb").equals("LIST"))
                .mapToLong(requests -> (long) requests.count())
                .sum();
    }
}
