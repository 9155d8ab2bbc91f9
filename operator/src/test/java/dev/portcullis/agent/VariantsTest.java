package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one arm64 node with an old kernel does with documents for several architectures and kernels. */
class VariantsTest {

    private static final NodeInfo NODE = new NodeInfo("n1", "arm64", "4.19.0-6-arm64", "1");
    private static final KernelVersion NEWER = new KernelVersion(5, 9);
    private static final FileFailure TOO_OLD =
            new FileFailure("nginx.json", "KernelTooOld", "needs kernel 5.9, this node runs 4.19.0-6-arm64");

    @TempDir
    Path root;

    private final Retries retries = new Retries(new Random(1));
    private final Inventory inventory = new Inventory(retries);
    private ProfileDirectory directory;
    private Applier applier;

    @BeforeEach
    void open() throws IOException {
        directory = ProfileDirectory.open(root);
        applier = new Applier(directory, inventory, new AgentMetrics(new SimpleMeterRegistry()));
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void anEditOfAnotherVariantWritesNothingButMovesTheRevision() throws IOException {
        apply(5, Map.of("arm64", "[]", "amd64", "1"), null);
        Object before = inode();
        assertThat(inventory.takeChanged()).isTrue();

        apply(6, Map.of("arm64", "[]", "amd64", "2"), null);

        assertThat(file()).hasContent("[]");
        assertThat(inode()).isEqualTo(before);
        assertThat(inventory.takeChanged()).isTrue();
        assertThat(inventory.entries()).extracting(Inventory.Entry::revision).containsExactly(6L);
        assertThat(state(6)).isEqualTo(new AppliedState(6, 1, 0, List.of()));
    }

    @Test
    void aVariantThatGoesLeavesTheNeutralDocument() {
        apply(5, Map.of("arm64", "[]"), null);
        apply(6, Map.of(), null);

        assertThat(file()).hasContent("{}");
        assertThat(state(6)).isEqualTo(new AppliedState(6, 1, 0, List.of()));
        assertThat(inventory.repairs()).isEqualTo(Inventory.Repairs.NONE);
    }

    @Test
    void aDocumentForANewerKernelIsRefusedOnceAndTheOldFileStays() {
        apply(5, Map.of(), null);
        apply(6, Map.of("arm64", "[]"), NEWER);

        assertThat(file()).hasContent("{}");
        assertThat(state(6)).isEqualTo(new AppliedState(6, 1, 1, List.of(TOO_OLD)));
        assertThat(retries.untilNext(System.nanoTime())).isEmpty();

        apply(7, Map.of("arm64", "[1]"), NEWER);
        assertThat(state(7)).isEqualTo(new AppliedState(7, 1, 1, List.of(TOO_OLD)));

        apply(8, Map.of("arm64", "[1]"), new KernelVersion(4, 8));
        assertThat(file()).hasContent("[1]");
        assertThat(state(8)).isEqualTo(new AppliedState(8, 1, 0, List.of()));
    }

    @Test
    void aRefusalEndsTheRetriesOfAnEarlierFailure() throws IOException {
        Files.createDirectories(file().resolve("full"));
        NamesAside.fill(file());
        apply(5, Map.of(), null);
        assertThat(retries.untilNext(System.nanoTime())).isPresent();

        apply(6, Map.of(), NEWER);

        assertThat(retries.untilNext(System.nanoTime())).isEmpty();
        assertThat(state(6)).isEqualTo(new AppliedState(6, 0, 1, List.of(TOO_OLD)));
    }

    private void apply(long revision, Map<String, String> variants, @Nullable KernelVersion minKernel) {
        Rendition rendition = Rendition.ofProfile("nginx", 1, "{}", new TreeMap<>(variants), minKernel);
        ConfigMap configMap = new ConfigMapBuilder(Carrier.of(rendition, "portcullis-system", 3))
                .editMetadata()
                .withResourceVersion(Long.toString(revision))
                .endMetadata()
                .build();
        applier.apply(NodeDelivery.of(configMap, NODE));
        applier.commit();
    }

    private AppliedState state(long seen) {
        return AppliedState.of(seen, inventory.entries());
    }

    private Path file() {
        return root.resolve("portcullis/nginx.json");
    }

    private Object inode() throws IOException {
        return Files.getAttribute(file(), "unix:ino");
    }
}
