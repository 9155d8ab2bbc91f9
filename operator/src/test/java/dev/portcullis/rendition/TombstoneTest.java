package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TombstoneTest {

    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    private final ConfigMap stone = Tombstone.of(Subject.profile("nginx"), "portcullis-system", "uid-1", 3, NOW);
    private final ConfigMap rendition =
            Carrier.of(Rendition.ofProfile("nginx", 1, "{}", new TreeMap<>(), null), "portcullis-system", 3);

    @Test
    void aTombstoneHasThePlaceOfTheRenditionAndNoData() {
        assertThat(stone.getMetadata().getName())
                .isEqualTo(rendition.getMetadata().getName());
        assertThat(stone.getMetadata().getLabels())
                .containsEntry("portcullis.dev/kind", "SeccompProfile")
                .containsEntry("portcullis.dev/released", "true");
        assertThat(stone.getData()).isNullOrEmpty();
        assertThat(stone.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(Carrier.nodes(stone)).isEqualTo(3);
        assertThat(Tombstone.since(stone)).contains(NOW);
        assertThat(Tombstone.since(rendition)).isEmpty();
    }

    @Test
    void theMarkCountsOnlyWithoutDocuments() {
        assertThat(Tombstone.is(stone)).isTrue();
        assertThat(Tombstone.isFor(stone, "uid-1")).isTrue();
        assertThat(Tombstone.isFor(stone, "uid-2")).isFalse();
        assertThat(Tombstone.is(rendition)).isFalse();
        assertThat(Tombstone.is(
                        new ConfigMapBuilder(rendition).withData(Map.of()).build()))
                .as("emptied by accident")
                .isFalse();
        assertThat(Tombstone.is(new ConfigMapBuilder(rendition)
                        .editMetadata()
                        .addToAnnotations(Tombstone.FOR_ANNOTATION, "uid-1")
                        .endMetadata()
                        .build()))
                .as("marked and full")
                .isFalse();
    }

    @Test
    void whatALaterObjectOwnsIsItsOwn() {
        ConfigMap owned = new ConfigMapBuilder(rendition)
                .editMetadata()
                .withOwnerReferences(
                        new OwnerReferenceBuilder().withUid("uid-2").build())
                .endMetadata()
                .build();
        assertThat(Tombstone.isOfAnother(owned, "uid-1")).isTrue();
        assertThat(Tombstone.isOfAnother(owned, "uid-2")).isFalse();
        assertThat(Tombstone.isOfAnother(rendition, "uid-1"))
                .as("--cascade=orphan")
                .isFalse();
    }
}
