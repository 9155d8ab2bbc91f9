package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a pool an agent keeps, as it learns the labels of its node. */
class PoolFilesTest {

    private static final NodeInfo NODE = new NodeInfo("n1", "amd64", "6.1.0-18-amd64", "1");
    private static final NodeSelector GPU = NodeSelector.of(new LabelSelector(List.of(), Map.of("pool", "gpu")));

    @TempDir
    Path root;

    private final Retries retries = new Retries(new Random(1));
    private Inventory inventory = new Inventory(retries);
    private final Map<String, ConfigMap> cluster = new HashMap<>();
    private boolean apiServerAway;
    private ProfileDirectory directory;
    private Applier applier;
    private DriftRepair driftRepair;

    @BeforeEach
    void start() throws IOException {
        directory = ProfileDirectory.open(root);
        applier = new Applier(directory, inventory, new AgentMetrics(new SimpleMeterRegistry()));
        driftRepair = new DriftRepair(directory, inventory, NODE, applier, name -> {
            if (apiServerAway) {
                throw new KubernetesClientException("away");
            }
            return Optional.ofNullable(cluster.get(name));
        });
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void aNodeOfThePoolGetsTheFileAndAnotherDoesNot() {
        obey(labels(1, "gpu"));
        apply(5, "{}");
        assertThat(file()).hasContent("{}");
        assertThat(pool()).isEqualTo(new NodePoolStatus(1L, null, null));
    }

    @Test
    void aNodeOutsideCountsNothing() {
        obey(labels(1, "cpu"));
        apply(5, "{}");
        assertThat(file()).doesNotExist();
        assertThat(state(5)).isEqualTo(new AppliedState(5, 0, 0, List.of()));
        assertThat(pool()).isEqualTo(new NodePoolStatus(1L, null, null));
    }

    @Test
    void whileLabelsAreNotKnownNothingNewIsWrittenAndWhatIsThereIsKeptUpToDate() throws IOException {
        apply(5, "{}");
        assertThat(file()).doesNotExist();
        assertThat(state(5)).isEqualTo(new AppliedState(5, 0, 0, List.of()));
        assertThat(pool()).isEqualTo(new NodePoolStatus(null, 1, null));

        obey(labels(1, "gpu"));
        assertThat(file()).hasContent("{}");
        restart();
        apply(6, "[]");
        assertThat(file()).as("it was there before the restart").hasContent("[]");
        assertThat(pool()).isEqualTo(new NodePoolStatus(null, 1, null));
        obey(labels(1, "gpu"));
        assertThat(pool()).isEqualTo(new NodePoolStatus(1L, null, null));
    }

    @Test
    void aLabelThatIsToldLaterMovesTheFile() {
        obey(new NodeOrders(1, new NodeLabels(Map.of(), Set.of("zone")), Map.of()));
        apply(5, "{}");
        assertThat(file()).doesNotExist();
        assertThat(pool().awaitingLabels()).isEqualTo(1);
        obey(labels(2, "gpu"));
        assertThat(file()).hasContent("{}");
    }

    @Test
    void aNodeThatLeavesKeepsTheFileUntilItIsReleased() {
        obey(labels(1, "gpu"));
        apply(5, "{}");
        obey(labels(2, "cpu"));
        assertThat(file()).hasContent("{}");
        assertThat(pool()).isEqualTo(new NodePoolStatus(2L, null, List.of(new FileRevision("web.json", 5))));

        apply(6, "[]");
        assertThat(file()).as("its pods get the new one").hasContent("[]");
        obey(released(3, "cpu", 5));
        assertThat(file()).as("that was about another revision").exists();
        obey(released(4, "cpu", 6));
        assertThat(file()).doesNotExist();
        assertThat(pool()).isEqualTo(new NodePoolStatus(4L, null, null));
        assertThat(state(6)).isEqualTo(new AppliedState(6, 0, 0, List.of()));

        obey(labels(5, "gpu"));
        assertThat(file()).hasContent("[]");
    }

    @Test
    void aReleaseIsForNodesOutsideOnly() {
        obey(labels(1, "gpu"));
        apply(5, "{}");
        obey(released(2, "gpu", 5));
        assertThat(file()).exists();
    }

    @Test
    void aSelectorThatIsEditedMovesFilesToo() {
        obey(labels(1, "cpu"));
        apply(5, "{}");
        put(configMap(6, "{}", NodeSelector.EVERY));
        assertThat(file()).hasContent("{}");
        put(configMap(7, "{}", GPU));
        assertThat(file()).exists();
        assertThat(pool().kept()).containsExactly(new FileRevision("web.json", 7));
    }

    @Test
    void aLeftOverFromBeforeARestartLeavesToo() throws IOException {
        obey(labels(1, "gpu"));
        apply(5, "{}");
        restart();
        obey(labels(2, "cpu"));
        apply(5, "{}");
        assertThat(pool().kept()).containsExactly(new FileRevision("web.json", 5));
    }

    @Test
    void aFileThatIsKeptIsLookedAfter() throws IOException {
        obey(labels(1, "gpu"));
        apply(5, "{}");
        obey(labels(2, "cpu"));
        Files.writeString(file(), "changed");
        driftRepair.verify(inventory.keys());
        assertThat(file()).hasContent("{}");
        Files.delete(file());
        driftRepair.verify(inventory.keys());
        assertThat(file()).as("nobody asks for it").doesNotExist();
        assertThat(pool().kept()).isEmpty();
    }

    @Test
    void aDeletedObjectsFileGoesFromEveryNode() {
        obey(labels(1, "gpu"));
        apply(5, "{}");
        obey(labels(2, "cpu"));
        put(new ConfigMapBuilder(configMap(6, "{}", GPU))
                .editMetadata()
                .withAnnotations(Map.of(Tombstone.FOR_ANNOTATION, "uid"))
                .endMetadata()
                .withData(Map.of())
                .build());
        assertThat(file()).doesNotExist();
    }

    @Test
    void aBrokenConfigMapIsNoFailureWhereItIsNotAskedFor() {
        ConfigMap lying = new ConfigMapBuilder(configMap(5, "{}", GPU))
                .editMetadata()
                .addToAnnotations(Carrier.DIGEST_ANNOTATION_PREFIX + "profile.json", "00")
                .endMetadata()
                .build();
        obey(labels(1, "cpu"));
        put(lying);
        assertThat(state(5).failed()).isZero();
        obey(labels(2, "gpu"));
        assertThat(state(5).failures()).extracting(FileFailure::reason).containsExactly("BadDigest");
    }

    @Test
    void aConfigMapThatCannotBeReadWhenLabelsChangeIsTriedAgain() {
        obey(labels(1, "cpu"));
        apply(5, "{}");
        apiServerAway = true;
        obey(labels(2, "gpu"));
        assertThat(state(5).failures())
                .extracting(FileFailure::message)
                .containsExactly("not written, and its ConfigMap cannot be read: away");
        apiServerAway = false;
        retries.due(System.nanoTime() + TimeUnit.SECONDS.toNanos(2)).forEach(driftRepair::refetch);
        assertThat(file()).hasContent("{}");
        assertThat(state(5).failed()).isZero();
    }

    private void obey(NodeOrders orders) {
        applier.obey(orders).forEach(driftRepair::refetch);
    }

    private void apply(long revision, String document) {
        put(configMap(revision, document, GPU));
    }

    private void put(ConfigMap configMap) {
        cluster.put(configMap.getMetadata().getName(), configMap);
        applier.apply(NodeDelivery.of(configMap, NODE));
    }

    private void restart() throws IOException {
        directory.close();
        inventory = new Inventory(retries);
        start();
    }

    private NodePoolStatus pool() {
        return Objects.requireNonNull(inventory.pool(applier.orders().generation()));
    }

    private AppliedState state(long seen) {
        applier.commit();
        return AppliedState.of(seen, inventory.entries());
    }

    private Path file() {
        return root.resolve("portcullis/web.json");
    }

    private static NodeOrders labels(long generation, String pool) {
        return new NodeOrders(generation, new NodeLabels(Map.of("pool", pool), Set.of("zone")), Map.of());
    }

    private static NodeOrders released(long generation, String pool, long revision) {
        return new NodeOrders(generation, new NodeLabels(Map.of("pool", pool), Set.of()), Map.of("web.json", revision));
    }

    private static ConfigMap configMap(long revision, String document, NodeSelector nodes) {
        Rendition rendition =
                Rendition.ofProfile("web", 1, document, new TreeMap<>(), null).onNodes(nodes);
        return new ConfigMapBuilder(Carrier.of(rendition, "portcullis-system", 3))
                .editMetadata()
                .withResourceVersion(Long.toString(revision))
                .endMetadata()
                .build();
    }
}
