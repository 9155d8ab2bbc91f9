package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.FileFailure;
import dev.portcullis.machine.Shell;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplierTest {

    private static final NodeInfo NODE = new NodeInfo("n1", "amd64", "6.1.0-18-amd64", "1");

    @TempDir
    Path root;

    private final Retries retries = new Retries(new Random(1));
    private final Inventory inventory = new Inventory(retries);
    private final Map<String, ConfigMap> cluster = new HashMap<>();
    private boolean apiServerAway;
    private ProfileDirectory directory;
    private Applier applier;
    private DriftRepair driftRepair;

    @BeforeEach
    void open() throws IOException {
        use(root);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void aFileThatIsRightIsNotWrittenAgain() throws IOException {
        apply(configMap("nginx", 5, "{}"));
        Object before = key("nginx.json");
        apply(configMap("nginx", 6, "{}"));
        applier.commit();

        assertThat(key("nginx.json")).isEqualTo(before);
        assertThat(state(6)).isEqualTo(new AppliedState(6, 1, 0, List.of()));
    }

    @Test
    void brokenConfigMapsFailAloneAndTheOldFileStays() {
        apply(configMap("nginx", 5, "{}"));
        ConfigMap lying = new ConfigMapBuilder(configMap("nginx", 6, "[]"))
                .editMetadata()
                .addToAnnotations(Carrier.DIGEST_ANNOTATION_PREFIX + "profile.json", "00")
                .endMetadata()
                .build();
        apply(lying);
        apply(new ConfigMapBuilder(configMap("empty", 7, "x"))
                .withData(Map.of())
                .build());
        apply(configMap("-dash", 8, "{}"));
        apply(configMap("other", 9, "{}"));
        applier.commit();

        assertThat(file("nginx.json")).hasContent("{}");
        assertThat(file("other.json")).hasContent("{}");
        assertThat(state(9).failures())
                .extracting(FileFailure::file, FileFailure::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("nginx.json", "BadDigest"),
                        org.assertj.core.groups.Tuple.tuple("empty.json", "MalformedRendition"),
                        org.assertj.core.groups.Tuple.tuple("configmap/seccompprofile--dash", "MalformedRendition"));
        assertThat(state(9).files()).isEqualTo(2);
        assertThat(retries.due(System.nanoTime() + TimeUnit.SECONDS.toNanos(2))).hasSize(3);
    }

    @Test
    void driftIsRepairedAndCounted() throws IOException {
        cluster.put("seccompprofile-nginx", configMap("nginx", 5, "{}"));
        apply(configMap("nginx", 5, "{}"));
        driftRepair.verify(inventory.keys());
        assertThat(inventory.repairs().count()).isZero();

        Files.writeString(file("nginx.json"), "[]");
        driftRepair.verify(List.of("nginx.json", ".nginx.json.tmp", "unknown"));
        assertThat(file("nginx.json")).hasContent("{}");
        Files.delete(file("nginx.json"));
        driftRepair.verify(inventory.keys());
        assertThat(file("nginx.json")).hasContent("{}");

        assertThat(inventory.repairs().count()).isEqualTo(2);
        assertThat(inventory.repairs().last()).isNotNull();
        assertThat(state(5).failed()).isZero();
    }

    @Test
    void driftThatCannotBeRepairedNowIsAFailureUntilItCan() throws IOException {
        cluster.put("seccompprofile-nginx", configMap("nginx", 5, "{}"));
        apply(configMap("nginx", 5, "{}"));
        Files.delete(file("nginx.json"));
        apiServerAway = true;
        driftRepair.verify(inventory.keys());
        assertThat(state(5).failed()).isEqualTo(1);

        apiServerAway = false;
        retries.due(System.nanoTime() + TimeUnit.SECONDS.toNanos(2)).forEach(driftRepair::refetch);

        assertThat(file("nginx.json")).hasContent("{}");
        assertThat(state(5).failed()).isZero();
        assertThat(inventory.repairs().count()).isEqualTo(1);
    }

    @Test
    void aFailedFileWhoseConfigMapIsGoneIsForgotten() throws IOException {
        Path foreign = Files.createDirectories(file("nginx.json").resolve("full"));
        NamesAside.fill(file("nginx.json"));
        apply(configMap("nginx", 5, "{}"));
        assertThat(state(5).failures()).extracting(FileFailure::reason).containsExactly("WriteFailed");
        apply(tombstone("nginx", 6));
        assertThat(state(6).failures()).extracting(FileFailure::reason).containsExactly("RemoveFailed");

        Files.delete(foreign);
        driftRepair.refetch("nginx.json");

        assertThat(file("nginx.json")).doesNotExist();
        assertThat(state(6)).isEqualTo(new AppliedState(6, 0, 0, List.of()));
    }

    @Test
    void aTombstoneRemovesTheFileAndNothingElseDoes() throws IOException {
        apply(configMap("nginx", 5, "{}"));
        applier.abandon("nginx.json", 6);
        driftRepair.noteUnknown(6);
        driftRepair.verifyAll(6);
        assertThat(file("nginx.json")).hasContent("{}");
        assertThat(state(6).files()).isEqualTo(1);
        assertThat(state(6).failures()).singleElement().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo("Orphaned");
            assertThat(failure.message())
                    .isEqualTo(
                            "no ConfigMap seccompprofile-nginx asks for it, and none says that it may go, so it stays:"
                                    + " apply SeccompProfile nginx again, or remove the file with: portcullis purge --orphans");
        });
        assertThat(retries.due(System.nanoTime() + TimeUnit.HOURS.toNanos(1))).isEmpty();

        apply(tombstone("nginx", 7));
        applier.commit();

        assertThat(file("nginx.json")).doesNotExist();
        assertThat(state(7)).isEqualTo(new AppliedState(7, 0, 0, List.of()));
    }

    @Test
    void aTombstoneRemovesAlsoWhatTheAgentDoesNotKnow() throws IOException {
        Files.writeString(file("nginx.json"), "left from before a restart");
        apply(tombstone("nginx", 5));
        assertThat(file("nginx.json")).doesNotExist();
        assertThat(state(5)).isEqualTo(new AppliedState(5, 0, 0, List.of()));
    }

    @Test
    void anOrphanWhoseConfigMapComesBackIsAFileLikeAnyOther() throws IOException {
        apply(configMap("nginx", 5, "{}"));
        Object before = key("nginx.json");
        applier.abandon("nginx.json", 6);
        apply(configMap("nginx", 7, "{}"));
        assertThat(key("nginx.json")).isEqualTo(before);
        assertThat(state(7)).isEqualTo(new AppliedState(7, 1, 0, List.of()));
    }

    @Test
    void anOrphanIsWatchedAsFarAsThatGoes() throws IOException {
        apply(configMap("nginx", 5, "{}"));
        applier.abandon("nginx.json", 6);
        Files.setPosixFilePermissions(
                file("nginx.json"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        driftRepair.verify(List.of("nginx.json"));
        assertThat(Files.getPosixFilePermissions(file("nginx.json"))).hasSize(4);

        Files.writeString(file("nginx.json"), "[]");
        driftRepair.verify(List.of("nginx.json"));
        assertThat(file("nginx.json")).hasContent("[]");
        assertThat(state(6).failures()).singleElement().satisfies(failure -> assertThat(failure.message())
                .startsWith("changed on disk, and there is no ConfigMap to put it right from; no ConfigMap"));

        Files.delete(file("nginx.json"));
        driftRepair.verify(List.of("nginx.json"));
        assertThat(state(6)).isEqualTo(new AppliedState(6, 0, 0, List.of()));
    }

    @Test
    void whatCouldBeOursIsReportedAndWhatCouldNotIsLeftAlone() throws IOException {
        apply(configMap("nginx", 5, "{}"));
        Files.writeString(file("stranger.json"), "{}");
        Files.createDirectories(file("folder.json").resolve("full"));
        Files.writeString(file("README"), "mine");
        Files.writeString(file(".editor.tmp"), "mine too");

        driftRepair.verifyAll(5);

        assertThat(file("stranger.json")).hasContent("{}");
        assertThat(file("folder.json").resolve("full")).exists();
        assertThat(file("README")).exists();
        assertThat(file(".editor.tmp")).exists();
        assertThat(state(5).failures())
                .extracting(FileFailure::file, FileFailure::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("folder.json", "Orphaned"),
                        org.assertj.core.groups.Tuple.tuple("stranger.json", "Orphaned"));
        assertThat(state(5).failures().getFirst().message()).startsWith("is not a file; ");
        assertThat(state(5).files()).isEqualTo(2);
    }

    @Test
    void aFullDiskIsAFailureThatKeepsTheOldFile() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount");
        Path small = Files.createDirectory(root.resolve("small"));
        assumeTrue(
                Shell.run(Map.of(), "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString())
                        .isSuccess(),
                "tmpfs can be mounted");
        try {
            directory.close();
            use(small);
            apply(configMap("nginx", 5, "{}"));
            apply(configMap("nginx", 6, "x".repeat(100_000)));
            apply(configMap("other", 7, "{}"));
            applier.commit();

            Path kept = small.resolve("portcullis/nginx.json");
            assertThat(kept).hasContent("{}");
            assertThat(small.resolve("portcullis/other.json")).hasContent("{}");
            assertThat(small.resolve("portcullis/.nginx.json.tmp")).doesNotExist();
            assertThat(state(7).failures()).extracting(FileFailure::reason).containsExactly("NoSpace");

            Shell.run(Map.of(), "mount", "-o", "remount,ro", small.toString()).expectSuccess();
            apply(configMap("third", 8, "{}"));
            assertThat(state(8).failures()).extracting(FileFailure::reason).containsExactly("NoSpace", "ReadOnly");
        } finally {
            directory.close();
            Shell.run(Map.of(), "umount", small.toString()).expectSuccess();
        }
    }

    private void use(Path seccompRoot) throws IOException {
        directory = ProfileDirectory.open(seccompRoot);
        applier = new Applier(directory, inventory, new AgentMetrics(new SimpleMeterRegistry()));
        driftRepair = new DriftRepair(directory, inventory, NODE, applier, name -> {
            if (apiServerAway) {
                throw new KubernetesClientException("away");
            }
            return Optional.ofNullable(cluster.get(name));
        });
    }

    private void apply(ConfigMap configMap) {
        applier.apply(NodeDelivery.of(configMap, NODE));
    }

    private AppliedState state(long seen) {
        return AppliedState.of(seen, inventory.entries());
    }

    private Path file(String name) {
        return root.resolve("portcullis").resolve(name);
    }

    private Object key(String name) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(file(name), java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey());
    }

    private static ConfigMap configMap(String name, long revision, String document) {
        Rendition rendition = Rendition.ofProfile(name, 1, document, new TreeMap<>(), null);
        ConfigMap plain = Carrier.of(rendition, "portcullis-system", 3);
        return new ConfigMapBuilder(plain)
                .editMetadata()
                .withResourceVersion(Long.toString(revision))
                .endMetadata()
                .build();
    }

    private ConfigMap tombstone(String name, long revision) {
        return new ConfigMapBuilder(configMap(name, revision, "{}"))
                .editMetadata()
                .withAnnotations(Map.of(Tombstone.FOR_ANNOTATION, "uid", Carrier.NODES_ANNOTATION, "3"))
                .endMetadata()
                .withData(Map.of())
                .build();
    }
}
