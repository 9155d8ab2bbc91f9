package dev.portcullis.operator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatedNodeTest {

    private static final GateSettings TAINT = new GateSettings(true, false, false);
    private static final GateSettings CONDITION = new GateSettings(false, true, false);
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00.5Z");

    @Test
    void aTaintOfOursClosesTheGateWhateverItsEffect() {
        assertThat(node(null, GatedNode.TAINT).isClosed(TAINT)).isTrue();
        assertThat(node(null, "other", GatedNode.AUTOSCALER_TAINT).isClosed(TAINT))
                .isTrue();
        assertThat(node(null, "other").isClosed(TAINT)).isFalse();
        assertThat(node(null).isClosed(TAINT)).isFalse();
        assertThat(node("True", GatedNode.TAINT).isClosed(CONDITION)).isFalse();
    }

    @Test
    void soDoesAConditionThatIsNotTrue() {
        assertThat(node(null).isClosed(CONDITION)).isTrue();
        assertThat(node("False").isClosed(CONDITION)).isTrue();
        assertThat(node("True").isClosed(CONDITION)).isFalse();
        assertThat(node(null).isClosed(new GateSettings(false, false, false))).isFalse();
    }

    @Test
    void aNodeWithoutSpecOrStatusIsNotGated() {
        Node bare = new NodeBuilder()
                .withNewMetadata()
                .withName("node")
                .withUid("uid")
                .endMetadata()
                .build();
        assertThat(GatedNode.of(bare).isClosed(TAINT)).isFalse();
        assertThat(GatedNode.of(GatedNode.slim(bare))).isEqualTo(GatedNode.of(bare));
    }

    @Test
    void thePatchRemovesOurTaintsFromTheEndAndTestsEach() {
        assertThat(NodePatches.withoutTaint(node(null, "a", GatedNode.TAINT, "b", GatedNode.AUTOSCALER_TAINT)))
                .isEqualTo("""
                        [{"op":"test","path":"/metadata/uid","value":"uid"},\
                        {"op":"test","path":"/spec/taints/3/key","value":"%s"},{"op":"remove","path":"/spec/taints/3"},\
                        {"op":"test","path":"/spec/taints/1/key","value":"%s"},{"op":"remove","path":"/spec/taints/1"}]""".formatted(GatedNode.AUTOSCALER_TAINT, GatedNode.TAINT));
    }

    @Test
    void theConditionSaysSinceWhenItIsSo() {
        assertThat(NodePatches.condition(node("False"), true, "all", NOW)).contains("""
                "status":"True","reason":"FilesWritten","message":"all",\
                "lastHeartbeatTime":"2026-11-29T12:00:00Z","lastTransitionTime":"2026-11-29T12:00:00Z\"""");
        assertThat(NodePatches.condition(node(null), false, "some", NOW)).contains("lastTransitionTime");
        assertThat(NodePatches.condition(node("False"), false, "others", NOW))
                .contains("\"reason\":\"FilesMissing\"")
                .doesNotContain("lastTransitionTime");
    }

    /** As the watch keeps it. */
    private static GatedNode node(@Nullable String condition, String... taints) {
        return GatedNode.of(GatedNode.slim(new NodeBuilder()
                .withNewMetadata()
                .withName("node")
                .withUid("uid")
                .endMetadata()
                .withNewSpec()
                .withTaints(Stream.of(taints)
                        .map(key -> new TaintBuilder()
                                .withKey(key)
                                .withEffect("NoSchedule")
                                .build())
                        .toList())
                .endSpec()
                .withNewStatus()
                .withConditions(Stream.concat(
                                Stream.of(new NodeConditionBuilder()
                                        .withType("Ready")
                                        .withStatus("True")
                                        .build()),
                                Stream.ofNullable(condition).map(status -> new NodeConditionBuilder()
                                        .withType(GatedNode.CONDITION)
                                        .withStatus(status)
                                        .build()))
                        .toList())
                .endStatus()
                .build()));
    }
}
