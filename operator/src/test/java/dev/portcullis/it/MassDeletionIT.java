package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Pods;
import dev.portcullis.cluster.PurgeProgram;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files go when their object was deleted and released, and at no other time, whatever becomes of the ConfigMaps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MassDeletionIT {

    private static final int PROFILES = 40;

    private final Cluster cluster = Cluster.shared();
    private final KubernetesClient admin = cluster.admin();
    private Path home;
    private PurgeProgram purge;
    private Fleet fleet;

    @BeforeAll
    void twoNodes(@TempDir Path directory) {
        home = directory;
        purge = PurgeProgram.install(home);
        fleet = Fleet.start(home, "mass", 2);
        fleet.ready(1, "True");
        fleet.ready(2, "True");
    }

    @BeforeEach
    void profiles() {
        List<SeccompProfile> applied = IntStream.range(0, PROFILES)
                .parallel()
                .mapToObj(i -> fleet.apply("mass-" + i, "read", "s" + i))
                .toList();
        applied.forEach(profile -> fleet.awaitSynced(profile, 2));
    }

    @AfterEach
    void theOperatorIsThere() {
        if (!fleet.operator().probe("/livez")) {
            fleet.operator().restart();
            fleet.operator().awaitReady();
        }
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void noFileIsEverMissingWhenAllConfigMapsGoUnderAnOperator() throws IOException {
        Map<Path, Object> before = files();
        try (Deletions deletions = new Deletions()) {
            for (int i = 0; i < 3; i++) {
                deleteAllConfigMaps();
                await("the ConfigMaps to be made again")
                        .atMost(Deadline.ROLLOUT)
                        .until(() -> renditions() == PROFILES);
            }
            awaitNoOrphans();
            assertThat(deletions.seen()).isEmpty();
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void filesStayAndAreReportedWhenAllConfigMapsGoWithoutAnOperator() throws IOException {
        Map<Path, Object> before = files();
        fleet.operator().stop();
        try (Deletions deletions = new Deletions()) {
            deleteAllConfigMaps();
            awaitOrphans(PROFILES);
            assertThat(failures(1)).hasSize(NodeSync.MAX_FAILURES).allSatisfy(failure -> {
                assertThat(failure.reason()).isEqualTo("Orphaned");
                assertThat(failure.message()).contains("portcullis purge --orphans");
            });
            // An agent that starts finds an empty list: the same again.
            fleet.agent(1).kill();
            fleet.agent(1).restart();
            fleet.agent(1).awaitReady();
            awaitOrphans(PROFILES);
            assertThat(files()).isEqualTo(before);
            // Many orphans hold up nothing.
            fleet.operator().restart();
            fleet.operator().awaitReady();
            fleet.awaitSynced(fleet.apply("mass-late", "read"), 2);
            awaitNoOrphans();
            assertThat(deletions.seen()).isEmpty();
        }
        assertThat(files()).containsAllEntriesOf(before);
        fleet.delete("mass-late");
        fleet.awaitGone("mass-late", 2);
    }

    @Test
    void aDeletionWithoutItsDependentsLeavesNoGhost() {
        cluster.kubectl("delete", "scp", "mass-1", "--cascade=orphan").expectSuccess();
        fleet.awaitGone("mass-1", 2);
        awaitNoTombstones();
        assertThat(configMap("seccompprofile-mass-1")).isNull();
        fleet.awaitSynced(fleet.apply("mass-1", "write"), 2);
    }

    @Test
    void anObjectOfTheSameNameTakesThePlaceOfATombstone() {
        for (int i = 0; i < 10; i++) {
            cluster.kubectl("delete", "scp", "mass-2").expectSuccess();
            SeccompProfile again = fleet.apply("mass-2", "read", "round" + i);
            fleet.awaitSynced(again, 2);
        }
        awaitNoTombstones();
        ConfigMap carrier = Objects.requireNonNull(configMap("seccompprofile-mass-2"));
        assertThat(carrier.getMetadata().getLabels()).doesNotContainKey("portcullis.dev/released");
        assertThat(carrier.getMetadata().getAnnotations())
                .doesNotContainKeys("portcullis.dev/released", "portcullis.dev/released-at");
        assertThat(fleet.file(1, "mass-2")).exists();
    }

    @Test
    void aTombstoneWaitsForANodeThatIsAwayAndOutlivesTheOperator() {
        fleet.agent(2).kill();
        fleet.delete("mass-3");
        fleet.awaitGone("mass-3", 1);
        fleet.operator().stop();
        fleet.operator().restart();
        fleet.operator().awaitReady();
        // Another change has arrived, so a wrong removal would have happened by now.
        SeccompProfile later = fleet.apply("mass-4", "write");
        await("one node").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(fleet.digest(1, "mass-4"))
                .isEqualTo(fleet.status("mass-4").sha256()));
        assertThat(configMap("seccompprofile-mass-3")).isNotNull().satisfies(stone -> {
            assertThat(stone.getMetadata().getOwnerReferences()).isEmpty();
            assertThat(stone.getData()).isNullOrEmpty();
        });
        assertThat(fleet.file(2, "mass-3")).exists();

        fleet.agent(2).restart();
        fleet.agent(2).awaitReady();
        fleet.awaitGone("mass-3", 2);
        awaitNoTombstones();
        fleet.awaitSynced(later, 2);
    }

    @Test
    void filesThatARestoredEtcdDoesNotKnowStay() {
        // As an operator and agents see a restored etcd: object and ConfigMap are not there, and nothing says why.
        fleet.operator().stop();
        cluster.kubectl("patch", "scp", "mass-5", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}")
                .expectSuccess();
        fleet.delete("mass-5");
        cluster.kubectl("-n", Cluster.NAMESPACE, "delete", "configmap", "seccompprofile-mass-5", "--ignore-not-found")
                .expectSuccess();
        awaitOrphans(1);
        fleet.operator().restart();
        fleet.operator().awaitReady();
        fleet.awaitSynced(fleet.apply("mass-6", "write"), 2);
        assertThat(fleet.file(1, "mass-5")).exists();

        fleet.awaitSynced(fleet.apply("mass-5", "read", "s5"), 2);
        awaitNoOrphans();
    }

    @Test
    void aFinalizerTakenAwayUnderAnOperatorLetsTheFileGo() {
        try (Pods pods = Pods.in("mass-forced")) {
            pods.onPodLevel("user", "portcullis/mass-7.json");
            fleet.delete("mass-7");
            await("mass-7 to be held")
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> fleet.status("mass-7").condition("InUse").isPresent());
            cluster.kubectl("patch", "scp", "mass-7", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}")
                    .expectSuccess();
            fleet.awaitGone("mass-7", 2);
            awaitNoTombstones();
        }
    }

    @Test
    void orphansGoWhenAnOperatorSaysSo() throws IOException {
        fleet.operator().stop();
        for (String name : List.of("mass-8", "mass-9")) {
            cluster.kubectl("patch", "scp", name, "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}")
                    .expectSuccess();
            fleet.delete(name);
            cluster.kubectl(
                            "-n",
                            Cluster.NAMESPACE,
                            "delete",
                            "configmap",
                            "seccompprofile-" + name,
                            "--ignore-not-found")
                    .expectSuccess();
        }
        // Its object is there, and the operator will hand it over again.
        cluster.kubectl("-n", Cluster.NAMESPACE, "delete", "configmap", "seccompprofile-mass-10")
                .expectSuccess();
        Files.writeString(fleet.file(1, "stranger"), "{}");
        fleet.agent(1).kill();
        fleet.agent(1).restart();
        awaitOrphans(1, 4);
        awaitOrphans(2, 3);

        assertThat(purge.run("--orphans").expectSuccess().output()).isEqualTo("""
                SeccompProfile mass-8 (orphaned)
                SeccompProfile mass-9 (orphaned)
                SeccompProfile stranger (orphaned)
                the files of 3 SeccompProfiles and 0 CapabilityPolicies would be removed from every node: add --yes
                """);
        assertThat(fleet.file(1, "mass-8")).exists();

        try (Pods pods = Pods.in("mass-orphans")) {
            pods.onPodLevel("user", "portcullis/mass-9.json");
            assertThat(purge.run("--orphans", "--yes").expectFailure().errors())
                    .contains("pod mass-orphans/user uses SeccompProfile mass-9");
        }
        assertThat(fleet.file(1, "mass-9")).exists();

        assertThat(purge.run("--orphans", "--yes").expectSuccess().output()).isEqualTo("no orphaned file is left\n");
        for (String name : List.of("mass-8", "mass-9", "stranger")) {
            assertThat(fleet.file(1, name)).doesNotExist();
            assertThat(fleet.file(2, name)).doesNotExist();
        }
        assertThat(fleet.file(1, "mass-10")).exists();
        assertThat(tombstones()).isZero();
    }

    private void deleteAllConfigMaps() {
        cluster.kubectl("-n", Cluster.NAMESPACE, "delete", "configmap", "--all").expectSuccess();
    }

    private int renditions() {
        return (int)
                admin
                        .configMaps()
                        .inNamespace(Cluster.NAMESPACE)
                        .withLabel("portcullis.dev/kind")
                        .list()
                        .getItems()
                        .stream()
                        .filter(configMap ->
                                !configMap.getMetadata().getOwnerReferences().isEmpty())
                        .count();
    }

    private int tombstones() {
        return admin.configMaps()
                .inNamespace(Cluster.NAMESPACE)
                .withLabel("portcullis.dev/released", "true")
                .list()
                .getItems()
                .size();
    }

    private void awaitNoTombstones() {
        await("tombstones to go").atMost(Deadline.ROLLOUT).until(() -> tombstones() == 0);
    }

    private @Nullable ConfigMap configMap(String name) {
        return cluster.configMap(name).get();
    }

    private void awaitOrphans(int count) {
        awaitOrphans(1, count);
        awaitOrphans(2, count);
    }

    private void awaitOrphans(int node, int count) {
        await(count + " orphans on node " + node)
                .atMost(Deadline.ROLLOUT)
                .untilAsserted(() -> assertThat(fleet.report(node).failed()).isEqualTo(count));
        assertThat(failures(node)).extracting(FileFailure::reason).containsOnly("Orphaned");
    }

    private void awaitNoOrphans() {
        for (int node = 1; node <= 2; node++) {
            int number = node;
            await("no orphan on node " + node)
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> fleet.report(number).failed() == 0);
        }
    }

    private List<FileFailure> failures(int node) {
        return fleet.report(node).listedFailures();
    }

    /** Every file of the first node, and its inode. */
    private Map<Path, Object> files() throws IOException {
        Map<Path, Object> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(fleet.directory(1))) {
            for (Path file : found.toList()) {
                files.put(file, Files.getAttribute(file, "unix:ino"));
            }
        }
        return files;
    }

    /** The names that the kernel reports as removed; a rename over a file is not one. */
    private final class Deletions implements AutoCloseable {

        private final WatchService service;

        Deletions() throws IOException {
            service = fleet.directory(1).getFileSystem().newWatchService();
            fleet.directory(1).register(service, StandardWatchEventKinds.ENTRY_DELETE);
        }

        List<String> seen() {
            return Stream.iterate(service.poll(), Objects::nonNull, key -> {
                        key.reset();
                        return service.poll();
                    })
                    .flatMap(key -> key.pollEvents().stream())
                    .map(event -> String.valueOf(event.context()))
                    // Temporary files are renamed to the file that they are for.
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            service.close();
        }
    }
}
