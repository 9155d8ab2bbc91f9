package dev.portcullis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.rendition.Kind;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectCensusTest {

    private static final String PROFILE = "SeccompProfile";

    @Test
    void objectsAreCountedByWhatReadySays() {
        ObjectCensus census = ObjectCensus.of(
                List.of(
                        object("a", NodeCounts.of(3, 3, 0), null, condition("Ready", "True", "Synced")),
                        object("b", NodeCounts.of(3, 3, 0), null, condition("Ready", "True", "Synced")),
                        object(
                                "c",
                                NodeCounts.of(3, 1, 1),
                                null,
                                condition("Ready", "False", "NodesFailed"),
                                condition("Rendered", "True", "Rendered")),
                        new ObjectStatus(Kind.CAPABILITY_POLICY, "new", null)),
                10);
        assertThat(census.ready())
                .isEqualTo(Map.of(
                        List.of(PROFILE, "True", "Synced"), 2,
                        List.of(PROFILE, "False", "NodesFailed"), 1,
                        List.of("CapabilityPolicy", "Unknown", "NoStatus"), 1));
        assertThat(census.refused()).isEmpty();
        assertThat(census.nodes())
                .containsEntry(List.of(PROFILE, "c", "synced"), 1)
                .containsEntry(List.of(PROFILE, "c", "waiting"), 1)
                .containsEntry(List.of(PROFILE, "c", "failed"), 1)
                .containsEntry(List.of(PROFILE, "a", "waiting"), 0);
    }

    @Test
    void refusalsHeldDeletionsAndStalePodsAreCountedByKind() {
        ObjectCensus census = ObjectCensus.of(
                List.of(
                        object("a", null, 2, condition("Rendered", "False", "BaseProfileMissing")),
                        object("b", null, 3, condition("Rendered", "False", "BaseProfileMissing")),
                        object("c", null, null, condition("InUse", "Unknown", "PodsNotListed"))),
                10);
        assertThat(census.refused()).isEqualTo(Map.of(List.of(PROFILE, "BaseProfileMissing"), 2));
        assertThat(census.inUse()).isEqualTo(Map.of(List.of(PROFILE), 1));
        assertThat(census.stalePods()).isEqualTo(Map.of(List.of(PROFILE), 5));
    }

    @Test
    void onlySoManyAreNamedThoseThatAreNotReadyFirst() {
        List<ObjectStatus> objects = new ArrayList<>(IntStream.range(0, 1_000)
                .mapToObj(i -> object("ok-" + i, NodeCounts.of(1, 1, 0), null, condition("Ready", "True", "Synced")))
                .toList());
        objects.add(object("z-broken", null, null, condition("Ready", "False", "RollingOut")));
        ObjectCensus census = ObjectCensus.of(objects, 2);
        assertThat(census.conditions())
                .containsOnlyKeys(
                        List.of(PROFILE, "z-broken", "Ready", "False", "RollingOut"),
                        List.of(PROFILE, "ok-0", "Ready", "True", "Synced"));
        assertThat(census.nodes()).hasSize(4);
        assertThat(census.unlisted()).isEqualTo(999);
        assertThat(ObjectCensus.of(objects, 0).conditions()).isEmpty();
        assertThat(ObjectCensus.of(objects, 2_000).unlisted()).isZero();
    }

    private static ObjectStatus object(
            String name, @Nullable NodeCounts nodes, @Nullable Integer stale, Condition... conditions) {
        SeccompProfileStatus empty = SeccompProfileStatus.EMPTY;
        return new ObjectStatus(
                Kind.SECCOMP_PROFILE,
                name,
                new SeccompProfileStatus(
                        1L,
                        empty.localhostProfile(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        nodes,
                        stale,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(conditions)));
    }

    private static Condition condition(String type, String status, String reason) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .build();
    }
}
