package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the two files of a policy. */
class PolicyFilesTest {

    private static final NodeInfo NODE = new NodeInfo("n1", "amd64", "6.1.0-18-amd64", "1");
    private static final String CAPABILITIES = "policy/web.capabilities.json";
    private static final String SECCOMP = "policy/web.seccomp.json";

    @TempDir
    Path root;

    private final Retries retries = new Retries(new Random(1));
    private final Inventory inventory = new Inventory(retries);
    private final Map<String, ConfigMap> cluster = new HashMap<>();
    private ProfileDirectory directory;
    private Applier applier;
    private DriftRepair driftRepair;

    @BeforeEach
    void open() throws IOException {
        directory = ProfileDirectory.open(root);
        applier = new Applier(directory, inventory, new AgentMetrics(new SimpleMeterRegistry()));
        driftRepair =
                new DriftRepair(directory, inventory, NODE, applier, name -> Optional.ofNullable(cluster.get(name)));
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void filesAreCountedNotPolicies() {
        apply(policy(5, "{}", seccomp("[]")));
        apply(Rendition.ofProfile("web", 1, "1", new TreeMap<>(), null), 6);

        assertThat(file(CAPABILITIES)).hasContent("{}");
        assertThat(file(SECCOMP)).hasContent("[]");
        assertThat(file("web.json")).hasContent("1");
        assertThat(state(6)).isEqualTo(new AppliedState(6, 3, 0, List.of()));
    }

    @Test
    void aProfileThatIsNoLongerNamedGoesAlone() {
        apply(policy(5, "{}", seccomp("[]")));
        apply(policy(6, "{}", null));

        assertThat(file(CAPABILITIES)).hasContent("{}");
        assertThat(file(SECCOMP)).doesNotExist();
        assertThat(state(6)).isEqualTo(new AppliedState(6, 1, 0, List.of()));
        assertThat(inventory.repairs()).isEqualTo(Inventory.Repairs.NONE);
    }

    @Test
    void aProfileThatCannotBeRemovedIsTriedAgain() throws IOException {
        apply(policy(5, "{}", seccomp("[]")));
        Files.delete(file(SECCOMP));
        Path foreign = Files.createDirectories(file(SECCOMP).resolve("full"));
        NamesAside.fill(file(SECCOMP));
        cluster.put("capabilitypolicy-web", policy(6, "{}", null));
        apply(policy(6, "{}", null));
        assertThat(state(6).failures())
                .extracting(FileFailure::file, FileFailure::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(SECCOMP, "RemoveFailed"));

        Files.delete(foreign);
        retries.due(System.nanoTime() + TimeUnit.SECONDS.toNanos(2)).forEach(driftRepair::refetch);

        assertThat(file(SECCOMP)).doesNotExist();
        assertThat(file(CAPABILITIES)).hasContent("{}");
        assertThat(state(6)).isEqualTo(new AppliedState(6, 1, 0, List.of()));
    }

    @Test
    void oneThatFailsDoesNotStopTheOther() throws IOException {
        Path foreign = Files.createDirectories(file(CAPABILITIES).resolve("full"));
        NamesAside.fill(file(CAPABILITIES));
        apply(policy(5, "{}", seccomp("[]")));

        assertThat(file(SECCOMP)).hasContent("[]");
        assertThat(state(5).failures()).extracting(FileFailure::file).containsExactly(CAPABILITIES);
        assertThat(state(5).files()).isEqualTo(1);

        RenderedFile future = RenderedFile.seccomp("1", new TreeMap<>(), new KernelVersion(99, 0));
        Files.delete(foreign);
        apply(policy(6, "{}", future));

        assertThat(file(CAPABILITIES)).hasContent("{}");
        assertThat(file(SECCOMP)).hasContent("[]");
        assertThat(state(6).failures())
                .extracting(FileFailure::file, FileFailure::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(SECCOMP, "KernelTooOld"));
        assertThat(state(6).files()).isEqualTo(2);
    }

    @Test
    void whatIsMalformedLeavesBothWhereTheyAre() throws IOException {
        apply(policy(5, "{}", seccomp("[]")));
        ConfigMap strange = new ConfigMapBuilder(policy(6, "{1}", null))
                .addToData("notes", "x")
                .build();
        apply(strange);
        driftRepair.noteUnknown(6);

        assertThat(file(CAPABILITIES)).hasContent("{}");
        assertThat(file(SECCOMP)).hasContent("[]");
        assertThat(state(6).failed()).isEqualTo(2);

        apply(policy(7, "{1}", null));

        assertThat(file(CAPABILITIES)).hasContent("{1}");
        assertThat(file(SECCOMP)).doesNotExist();
        assertThat(state(7)).isEqualTo(new AppliedState(7, 1, 0, List.of()));
    }

    @Test
    void driftIsPutRightAndCounted() throws IOException {
        ConfigMap policy = policy(5, "{}", seccomp("[]"));
        cluster.put("capabilitypolicy-web", policy);
        apply(policy);
        driftRepair.verifyAll(5);
        assertThat(inventory.repairs().count()).isZero();

        Files.writeString(file(SECCOMP), "edited");
        driftRepair.verify(List.of(SECCOMP, "policy/.web.seccomp.json.tmp", "policy/unknown", "web.seccomp.json"));
        assertThat(file(SECCOMP)).hasContent("[]");
        assertThat(inventory.repairs().count()).isEqualTo(1);

        Files.move(file("policy"), root.resolve("away"));
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(file("policy"), elsewhere);
        driftRepair.verifyAll(5);
        applier.commit();

        assertThat(file("policy")).isDirectory();
        assertThat(Files.isSymbolicLink(file("policy"))).isFalse();
        assertThat(file(CAPABILITIES)).hasContent("{}");
        assertThat(file(SECCOMP)).hasContent("[]");
        assertThat(elsewhere).isEmptyDirectory();
        // The link and the two files.
        assertThat(inventory.repairs().count()).isEqualTo(4);
        assertThat(state(5)).isEqualTo(new AppliedState(5, 2, 0, List.of()));
    }

    @Test
    void whatAPolicyDoesNotCarryGoesAndWhatNoPolicyCarriesStays() throws IOException {
        Files.createDirectory(file("policy"));
        Files.writeString(file(SECCOMP), "left from before a restart");
        apply(policy(5, "{}", null));
        Files.writeString(file("policy/other.capabilities.json"), "{}");
        Files.writeString(file("policy/.web.seccomp.json.tmp"), "half");
        Files.writeString(file("policy/README"), "mine");

        driftRepair.verifyAll(5);

        assertThat(file("policy"))
                .isDirectoryNotContaining("glob:**.seccomp.json*")
                .isDirectoryContaining("glob:**/other.capabilities.json")
                .isDirectoryContaining("glob:**/README")
                .isDirectoryContaining("glob:**/web.capabilities.json");
        assertThat(file("policy/.web.seccomp.json.tmp")).doesNotExist();
        assertThat(state(5).failures())
                .extracting(FileFailure::file, FileFailure::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("policy/other.capabilities.json", "Orphaned"));
    }

    @Test
    void aTombstoneRemovesBoth() {
        apply(policy(5, "{}", seccomp("[]")));
        apply(new ConfigMapBuilder(policy(6, "{}", null))
                .editMetadata()
                .withAnnotations(Map.of(Tombstone.FOR_ANNOTATION, "uid"))
                .endMetadata()
                .withData(null)
                .build());

        assertThat(file(CAPABILITIES)).doesNotExist();
        assertThat(file(SECCOMP)).doesNotExist();
        assertThat(state(6)).isEqualTo(new AppliedState(6, 0, 0, List.of()));
    }

    private void apply(ConfigMap configMap) {
        applier.apply(NodeDelivery.of(configMap, NODE));
        applier.commit();
    }

    private void apply(Rendition rendition, long revision) {
        apply(numbered(rendition, revision));
    }

    private static ConfigMap policy(long revision, String capabilities, @Nullable RenderedFile seccomp) {
        return numbered(Rendition.ofPolicy("web", 1, capabilities, seccomp), revision);
    }

    private static RenderedFile seccomp(String document) {
        return RenderedFile.seccomp(document, new TreeMap<>(), null);
    }

    private AppliedState state(long seen) {
        return AppliedState.of(seen, inventory.entries());
    }

    private Path file(String path) {
        return root.resolve("portcullis").resolve(path);
    }

    private static ConfigMap numbered(Rendition rendition, long revision) {
        return new ConfigMapBuilder(Carrier.of(rendition, "portcullis-system", 3))
                .editMetadata()
                .withResourceVersion(Long.toString(revision))
                .endMetadata()
                .build();
    }
}
