package dev.portcullis.operator.pools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncSpec;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelKeysTest {

    private static final LabelKeys KEYS = LabelKeys.of(List.of(on("zone"), on("pool"), on("zone")));
    private static final FileRevision FILE = new FileRevision("web.json", 7);

    @Test
    void onlyLabelsThatSelectorsAskForAreTold() {
        NodeSyncSpec spec = KEYS.spec(NodeLabels.all(Map.of("pool", "gpu", "other", "x")), List.of());
        assertThat(spec).isEqualTo(new NodeSyncSpec(Map.of("pool", "gpu"), List.of("zone"), null));
        assertThat(KEYS.isTold(spec, KEYS.spec(NodeLabels.all(Map.of("pool", "gpu", "other", "y")), List.of())))
                .isTrue();
    }

    @Test
    void whatAnAgentKnowsAlreadyIsNotWrittenAgain() {
        NodeSyncSpec gpu = KEYS.spec(NodeLabels.all(Map.of("pool", "gpu")), List.of());
        NodeSyncSpec cpu = KEYS.spec(NodeLabels.all(Map.of("pool", "cpu")), List.of());
        NodeSyncSpec none = KEYS.spec(NodeLabels.all(Map.of()), List.of());
        assertThat(KEYS.isTold(gpu, cpu)).isFalse();
        assertThat(KEYS.isTold(gpu, none)).isFalse();
        assertThat(KEYS.isTold(none, gpu)).isFalse();
        assertThat(KEYS.isTold(null, none)).isFalse();
        assertThat(LabelKeys.of(List.of()).isTold(null, new NodeSyncSpec(null, null, null)))
                .isTrue();
        assertThat(LabelKeys.of(List.of(on("pool"))).isTold(gpu, new NodeSyncSpec(Map.of("pool", "gpu"), null, null)))
                .as("zone is not asked for any more")
                .isTrue();
    }

    @Test
    void aReleaseIsToldOnce() {
        NodeLabels labels = NodeLabels.all(Map.of("pool", "gpu"));
        NodeSyncSpec before = KEYS.spec(labels, List.of());
        NodeSyncSpec released = KEYS.spec(labels, List.of(FILE));
        assertThat(KEYS.isTold(before, released)).isFalse();
        assertThat(KEYS.isTold(released, released)).isTrue();
        assertThat(KEYS.isTold(released, before)).as("it harms nobody").isTrue();
    }

    @Test
    void thereAreNoMoreThanFit() {
        List<NodeSelector> selectors =
                IntStream.range(0, 300).mapToObj(i -> on("key-" + i)).toList();
        assertThat(LabelKeys.of(selectors).keys()).hasSize(NodeSync.MAX_LABELS);
    }

    private static NodeSelector on(String key) {
        return NodeSelector.of(new LabelSelector(List.of(), Map.of(key, "a")));
    }
}
