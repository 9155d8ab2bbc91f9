package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.ExposedContainer;
import dev.portcullis.api.Exposure;
import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.cluster.SyscallBlocks;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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

/** SyscallBlocks on their way into every document, and what is said of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyscallBlockIT {

    private static final int NODES = 3;
    private static final String SOCKET = "{syscalls: [{names: [socket]}], reason: CVE-2026-31431}";

    private final KubernetesClient admin = Cluster.shared().admin();
    private final SyscallBlocks blocks = new SyscallBlocks(admin);
    private final Policies policies = new Policies(admin);
    private Fleet fleet;

    @BeforeAll
    void threeNodes(@TempDir Path home) {
        fleet = Fleet.start(home, "block", NODES);
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.restartWhatEnded();
        blocks.deleteAll();
        admin.resources(dev.portcullis.api.CapabilityPolicy.class).delete();
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void everyDocumentIsChangedAndItsOldBytesComeBack() {
        fleet.apply("web", "read", "socket");
        fleet.apply("quiet", "read");
        fleet.apply(Profiles.of(
                "variants",
                "SCMP_ACT_ERRNO",
                null,
                Profiles.rule("SCMP_ACT_ALLOW", "read", "socket"),
                Profiles.allowedOn("arm64", "write")));
        policies.apply("strict", "{capabilities: {drop: [ALL]}, seccompProfile: web}");
        awaitReady("web", "quiet", "variants");
        awaitPolicy("strict");
        SortedMap<String, String> before = digests();

        blocks.apply("no-sockets", SOCKET);
        awaitBlock("no-sockets", "True Synced it changed the documents of 3 objects, which are on 3 nodes");
        SyscallBlockStatus status = blocks.status("no-sockets");
        assertThat(status.objects()).isEqualTo(3);
        assertThat(status.documents()).as("variants has one for arm64 too").isEqualTo(4);
        assertThat(status.nodes()).isEqualTo(NodeCounts.of(NODES, NODES, 0));
        assertThat(blocks.said("no-sockets", "Expired")).isEqualTo("False InForce it does not end by itself");
        awaitReady("web", "quiet", "variants");
        assertThat(changed(before, digests()))
                .allMatch(file -> file.contains("/web.json")
                        || file.contains("/variants.json")
                        || file.contains("/policy/strict.seccomp.json"))
                .hasSize(3 * NODES);
        assertThat(fleet.status("web").blocks()).containsExactly("no-sockets");
        assertThat(fleet.status("quiet").blocks()).isNull();
        await("the policy's status")
                .untilAsserted(
                        () -> assertThat(policies.status("strict").blocks()).containsExactly("no-sockets"));
        await("Events").untilAsserted(() -> {
            assertThat(Events.about("web", "SyscallsBlocked"))
                    .extracting(Event::getMessage)
                    .singleElement()
                    .asString()
                    .contains("SyscallBlock no-sockets");
            assertThat(Events.about("strict", "SyscallsBlocked")).hasSize(1);
        });
        assertThat(Events.about("quiet", "SyscallsBlocked")).isEmpty();

        blocks.delete("no-sockets");
        awaitDigests(before);
        awaitReady("web", "variants");
        await("the status")
                .untilAsserted(() -> assertThat(fleet.status("web").blocks()).isNull());
    }

    @Test
    void anExemptProfileKeepsItsBytesAndWhatIsBuiltOnItDoesNot() {
        fleet.apply("vpn", "read", "socket");
        fleet.apply(Profiles.on("on-vpn", List.of("vpn"), "write"));
        policies.apply("vpn", "{capabilities: {drop: [ALL]}, seccompProfile: vpn}");
        awaitReady("vpn", "on-vpn");
        awaitPolicy("vpn");
        SortedMap<String, String> before = digests();

        blocks.apply("no-sockets", "{syscalls: [{names: [socket]}], exemptProfiles: [vpn, policy/vpn]}");
        awaitBlock(
                "no-sockets",
                "True Synced it changed the documents of 1 object, which are on 3 nodes; exempt, and their"
                        + " containers not counted as exposed: policy/vpn, vpn");
        assertThat(changed(before, digests()))
                .allMatch(file -> file.contains("on-vpn"))
                .hasSize(NODES);

        blocks.apply("no-sockets", "{syscalls: [{names: [socket]}], exemptProfiles: [policy/vpn]}");
        awaitBlock(
                "no-sockets",
                "True Synced it changed the documents of 2 objects, which are on 3 nodes; exempt, and their"
                        + " containers not counted as exposed: policy/vpn");
        blocks.delete("no-sockets");
        awaitDigests(before);
    }

    @Test
    void aMalformedBlockIsToldAndNotApplied() {
        fleet.apply("web", "read", "socket");
        awaitReady("web");
        SortedMap<String, String> before = digests();
        blocks.apply("wrong", "{syscalls: [{names: [socket], errno: ENOSUCH}]}");
        await("its status").atMost(Deadline.STEP).untilAsserted(() -> assertThat(blocks.said("wrong", "Ready"))
                .startsWith("False")
                .contains("nothing of it is in force; change the spec: spec.syscalls[0]"));
        blocks.apply("right", "{syscalls: [{names: [bpf]}]}");
        awaitBlock("right", "True NothingToChange no document that objects are rendered to allows what it denies");
        assertThat(digests()).isEqualTo(before);
        blocks.apply("wrong", "{syscalls: [{names: [socket], errno: ENOSYS}]}");
        awaitBlock("wrong", "True Synced it changed the documents of 1 object, which are on 3 nodes");
    }

    @Test
    void aBlockEndsByItselfEvenWhileTheOperatorIsAway() {
        fleet.apply("web", "read", "socket");
        awaitReady("web");
        SortedMap<String, String> before = digests();
        for (boolean away : new boolean[] {false, true}) {
            Instant end = Instant.now().plusSeconds(20).truncatedTo(ChronoUnit.SECONDS);
            blocks.apply("short", "{syscalls: [{names: [socket]}], expires: \"%s\"}".formatted(end));
            awaitBlock("short", "True Synced it changed the documents of 1 object, which are on 3 nodes");
            assertThat(digests()).isNotEqualTo(before);
            if (away) {
                fleet.operator().kill();
                await("its end").atMost(Deadline.STEP).until(() -> Instant.now().isAfter(end));
                assertThat(digests()).isNotEqualTo(before);
                fleet.operator().restart();
            }
            awaitDigests(before);
            await("its status").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(blocks.said("short", "Ready"))
                    .isEqualTo("False Expired it ended at " + end + " and denies nothing any more"));
            assertThat(blocks.said("short", "Expired")).startsWith("True TimeIsOver");
            await("the profile's status")
                    .untilAsserted(
                            () -> assertThat(fleet.status("web").blocks()).isNull());
        }
    }

    @Test
    void aRestartedOperatorTakesNothingBackAndWritesNothing() throws Exception {
        IntStream.range(0, 20).forEach(i -> fleet.apply("many-" + i, "read", "socket", "s" + i));
        policies.apply("strict", "{capabilities: {drop: [ALL]}, seccompProfile: many-0}");
        blocks.apply("no-sockets", SOCKET);
        awaitBlock("no-sockets", "True Synced it changed the documents of 21 objects, which are on 3 nodes");
        awaitExposure("no-sockets", 0);
        awaitPolicy("strict");
        AuditLog.fromNow().awaitQuiet();
        Map<Path, Object> inodes = inodes();

        AuditLog log = AuditLog.fromNow();
        fleet.operator().stop();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        // Two rounds of the list of containers.
        log.awaitQuiet(Duration.ofSeconds(12));
        assertThat(log.writes()).isEmpty();
        assertThat(inodes()).isEqualTo(inodes);
        assertThat(fleet.operator().metrics()).contains("portcullis_exposed_containers{block=\"no-sockets\"} 0");
    }

    @Test
    void aBlockReachesEverythingAlthoughTheOperatorIsKilledMeanwhile() {
        List<String> names = IntStream.range(0, 30).mapToObj(i -> "killed-" + i).toList();
        names.forEach(name -> fleet.apply(name, "read", "socket", "s" + name.length()));
        awaitReady(names.toArray(String[]::new));
        SortedMap<String, String> before = digests();
        blocks.apply("no-sockets", SOCKET);
        await("some to be changed").atMost(Deadline.STEP).until(() -> !changed(before, digests())
                .isEmpty());
        fleet.operator().kill();
        fleet.operator().restart();
        awaitBlock("no-sockets", "True Synced it changed the documents of 30 objects, which are on 3 nodes");
        assertThat(changed(before, digests())).hasSize(30 * NODES);
        fleet.operator().kill();
        blocks.delete("no-sockets");
        fleet.operator().restart();
        awaitDigests(before);
    }

    @Test
    void aRefusedSpecKeepsItsDocumentAndTheBlockSaysSo() {
        SeccompProfile broken = fleet.apply("broken", "read", "socket");
        fleet.awaitSynced(broken, NODES);
        fleet.apply(Profiles.on("broken", List.of("missing"), "read"));
        await("the refusal").atMost(Deadline.STEP).until(() -> fleet.status("broken")
                .condition("Rendered")
                .orElseThrow()
                .getStatus()
                .equals("False"));
        SortedMap<String, String> before = digests();
        blocks.apply("no-sockets", SOCKET);
        awaitBlock(
                "no-sockets",
                "False ObjectsNotBlocked the documents of SeccompProfile broken stay without it, because their specs"
                        + " are refused or a rollout holds them back; else no document that objects are rendered to"
                        + " allows what it denies");
        try (Pods pods = Pods.in("block-refused")) {
            run(pods, "old", "portcullis/broken.json", Instant.now());
            awaitExposure("no-sockets", 1);
            assertThat(first("no-sockets"))
                    .extracting(ExposedContainer::why)
                    .containsExactly("ObjectNotBlocked: the document of SeccompProfile broken does not hold the block");
        }
        assertThat(digests()).isEqualTo(before);
        fleet.apply("broken", "read", "socket");
        awaitBlock("no-sockets", "True Synced it changed the documents of 1 object, which are on 3 nodes");
    }

    @Test
    void exposureFallsToZeroAsPodsAreReplaced() throws Exception {
        fleet.awaitSynced(fleet.apply("web", "read", "socket"), NODES);
        try (Pods pods = Pods.in("block-exposed")) {
            Instant early = Instant.now().minusSeconds(60);
            run(pods, "old", "portcullis/web.json", early);
            run(pods, "silent", null, early);
            pods.create("privileged", spec -> spec.withNodeName(fleet.node(1))
                    .withNewSecurityContext()
                    .withSeccompProfile(local("portcullis/web.json"))
                    .endSecurityContext()
                    .editFirstContainer()
                    .withNewSecurityContext()
                    .withPrivileged(true)
                    .endSecurityContext()
                    .endContainer());
            pods.started("privileged", early);
            blocks.apply("no-sockets", SOCKET);
            awaitBlock("no-sockets", "True Synced it changed the documents of 1 object, which are on 3 nodes");
            awaitExposure("no-sockets", 3);
            assertThat(first("no-sockets"))
                    .extracting(one -> one.pod() + " " + one.node() + " " + one.why())
                    .containsExactly(
                            "old " + fleet.node(1)
                                    + " StartedBefore: started before the block reached web.json on its node",
                            "privileged " + fleet.node(1) + " NotGoverned: privileged, and so without any filter",
                            "silent " + fleet.node(1) + " NotGoverned: names no profile");
            assertThat(fleet.operator().metrics()).contains("portcullis_exposed_containers{block=\"no-sockets\"} 3");

            // An edit of the profile makes no container exposed that started under the block.
            run(pods, "new", "portcullis/web.json", Instant.now().plusSeconds(2));
            fleet.awaitSynced(fleet.apply("web", "read", "write", "socket"), NODES);
            pods.delete("old");
            pods.delete("silent");
            pods.delete("privileged");
            awaitExposure("no-sockets", 0);
            assertThat(fleet.operator().metrics()).contains("portcullis_exposed_containers{block=\"no-sockets\"} 0");
            fleet.operator().kill();
            fleet.operator().restart();
            run(pods, "late", null, Instant.now());
            awaitExposure("no-sockets", 1);
            assertThat(first("no-sockets")).extracting(ExposedContainer::pod).containsExactly("late");
        }
        blocks.delete("no-sockets");
        await("the metric to go")
                .atMost(Deadline.STEP)
                .until(() -> !fleet.operator().metrics().contains("portcullis_exposed_containers{"));
    }

    @Test
    void twoHundredProfilesAreChangedWithinSeconds() {
        List<String> names = IntStream.range(0, 200).mapToObj(i -> "fast-" + i).toList();
        names.parallelStream().forEach(name -> fleet.apply(name, "read", "write", "socket", "s" + name.substring(5)));
        awaitReady(names.toArray(String[]::new));
        SortedMap<String, String> before = digests();
        AuditLog.fromNow().awaitQuiet();

        AuditLog log = AuditLog.fromNow();
        Instant begun = Instant.now();
        blocks.apply("no-sockets", SOCKET);
        await("every file")
                .pollInterval(Duration.ofMillis(100))
                .atMost(Deadline.ROLLOUT)
                .until(() -> names.stream().allMatch(name -> IntStream.rangeClosed(1, NODES)
                        .allMatch(node -> written(fleet.file(node, name)).isAfter(begun))));
        Duration last = Duration.between(
                begun,
                names.stream()
                        .flatMap(name ->
                                IntStream.rangeClosed(1, NODES).mapToObj(node -> written(fleet.file(node, name))))
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
        awaitBlock("no-sockets", "True Synced it changed the documents of 200 objects, which are on 3 nodes");
        Duration told = Duration.between(begun, Instant.now());
        log.awaitQuiet();
        Map<String, Long> writes = log.writes().stream()
                .collect(Collectors.groupingBy(AuditLog.Write::resource, TreeMap::new, Collectors.counting()));
        System.out.println("200 profiles on 3 nodes: last file " + last.toMillis() + " ms after kubectl apply began,"
                + " Ready " + told.toMillis() + " ms; writes " + writes);
        assertThat(changed(before, digests())).hasSize(200 * NODES);
        assertThat(last).isLessThan(Duration.ofSeconds(60));
        assertThat(writes.get("configmaps")).isEqualTo(200);
        assertThat(writes.get("seccompprofiles/status")).isBetween(200L, 600L);
        assertThat(writes.get("syscallblocks/status")).isBetween(1L, 6 + told.toSeconds() / 3);
        // A handful for each node where the burst is quick; on a slow machine changes trickle in.
        assertThat(writes.get("nodesyncs/status")).isLessThanOrEqualTo(NODES * 5L * Math.max(10, told.toSeconds()));
    }

    @Test
    void manyNewProfilesUnderABlockMakeFewStatuses() {
        blocks.apply("no-sockets", SOCKET);
        await("its status").atMost(Deadline.STEP).until(() -> blocks.said("no-sockets", "Ready")
                .startsWith("True"));
        AuditLog log = AuditLog.fromNow();
        long begun = System.nanoTime();
        List<String> names = IntStream.range(0, 60).mapToObj(i -> "new-" + i).toList();
        names.forEach(name -> fleet.apply(name, "read", "socket"));
        awaitReady(names.toArray(String[]::new));
        awaitBlock("no-sockets", "True Synced it changed the documents of 60 objects, which are on 3 nodes");
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        log.awaitQuiet();
        assertThat(log.count("syscallblocks/status")).isBetween(1L, 6 + seconds / 3);
        assertThat(log.count("configmaps")).isEqualTo(60);
    }

    private void awaitReady(String... profiles) {
        for (String name : profiles) {
            await(name).atMost(Deadline.RECOVERY).untilAsserted(() -> {
                SeccompProfile profile = Objects.requireNonNull(fleet.get(name));
                ConfigMap carrier =
                        Cluster.shared().configMap("seccompprofile-" + name).get();
                assertThat(fleet.status(name).observedGeneration())
                        .isEqualTo(profile.getMetadata().getGeneration());
                assertThat(fleet.status(name).sha256())
                        .isEqualTo(carrier.getMetadata().getAnnotations().get("sha256.portcullis.dev/profile.json"));
                assertThat(fleet.status(name).nodes()).isEqualTo(NodeCounts.of(NODES, NODES, 0));
            });
        }
    }

    private void awaitPolicy(String name) {
        await(name).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(policies.reason(name, "Ready"))
                .isEqualTo("Synced"));
    }

    private void awaitBlock(String name, String ready) {
        await(name).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(blocks.said(name, "Ready"))
                .isEqualTo(ready));
    }

    private void awaitExposure(String name, int count) {
        await("exposed to what " + name + " denies").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        blocks.status(name).exposed())
                .isNotNull()
                .extracting(Exposure::count)
                .isEqualTo(count));
    }

    private List<ExposedContainer> first(String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(blocks.status(name).exposed()).first());
    }

    private void awaitDigests(SortedMap<String, String> expected) {
        await("the old bytes").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(digests())
                .isEqualTo(expected));
    }

    /** A pod that a kubelet says has started then. */
    private void run(Pods pods, String name, @Nullable String file, Instant startedAt) {
        pods.create(name, spec -> {
            spec.withNodeName(fleet.node(1));
            return file == null
                    ? spec
                    : spec.withNewSecurityContext()
                            .withSeccompProfile(local(file))
                            .endSecurityContext();
        });
        pods.started(name, startedAt);
    }

    private static io.fabric8.kubernetes.api.model.SeccompProfile local(String file) {
        return new io.fabric8.kubernetes.api.model.SeccompProfile(file, "Localhost");
    }

    /** The digests of all files on all nodes. */
    private SortedMap<String, String> digests() {
        return files().collect(Collectors.toMap(Path::toString, SyscallBlockIT::digest, (a, b) -> a, TreeMap::new));
    }

    private Map<Path, Object> inodes() {
        return files().collect(Collectors.toMap(UnaryOperator.identity(), SyscallBlockIT::inode));
    }

    private Stream<Path> files() {
        return IntStream.rangeClosed(1, NODES).mapToObj(fleet::directory).flatMap(directory -> {
            try (Stream<Path> files = Files.walk(directory)) {
                return files.filter(file -> file.toString().endsWith(".json")).toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static List<String> changed(Map<String, String> before, Map<String, String> now) {
        return now.keySet().stream()
                .filter(file -> !Objects.equals(before.get(file), now.get(file)))
                .toList();
    }

    private static String digest(Path file) {
        try {
            return Digest.sha256(Files.readString(file));
        } catch (IOException e) {
            // It is just being replaced.
            return "";
        }
    }

    private static Object inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.MIN;
        }
    }
}
