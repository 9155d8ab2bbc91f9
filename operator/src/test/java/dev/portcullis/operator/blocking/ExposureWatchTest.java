package dev.portcullis.operator.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ExposedContainer;
import dev.portcullis.api.Exposure;
import dev.portcullis.operator.SettableClock;
import dev.portcullis.operator.containers.ContainerRounds;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.usage.SeccompChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExposureWatchTest {

    private static final Instant REACHED = Instant.parse("2026-01-01T00:00:10Z");
    private static final Subject WEB = Subject.profile("web");
    private static final BlockDraft BLOCK = BlockDraft.of("af-alg").exempting("vpn");

    private final BlocksInForce blocks = new BlocksInForce(new SettableClock());
    private final BlockedObjects objects = new BlockedObjects();
    private final List<Set<String>> news = new ArrayList<>();
    private final ExposureWatch watch = new ExposureWatch(
            blocks,
            objects,
            node -> new NodeHistory(
                    new RevisionHistory(List.of(
                            new RevisionHistory.Moment(10, Instant.EPOCH), new RevisionHistory.Moment(20, REACHED))),
                    Set.of()),
            Set.of("kube-system"),
            news::add);

    @BeforeEach
    void aProfileUnderABlock() {
        objects.find(Kind.SECCOMP_PROFILE, () -> Stream.of(WEB));
        blocks.read(Stream.of(BLOCK.made()));
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    @Test
    void nothingIsAskedBeforeTheObjectsAreDecided() {
        assertThat(watch.asks()).isFalse();
        objects.note(WEB, Coverage.undecided(20, 1, BlockMarks.NONE));
        assertThat(watch.asks()).isFalse();
        rendered();
        assertThat(watch.asks()).isTrue();
        assertThat(watch.of(BLOCK.inForce())).isEmpty();
    }

    @Test
    void itCountsWhoIsExposedAndNamesTheFirst() {
        rendered();
        round(
                container("shop", "b", "portcullis/web.json", REACHED),
                container("shop", "a", "portcullis/web.json", REACHED.minusSeconds(1)),
                container("lab", "z", "", REACHED),
                container("lab", "vpn", "portcullis/vpn.json", REACHED),
                container("kube-system", "dns", "", REACHED),
                container("kube-system", "proxy", "portcullis/web.json", REACHED.minusSeconds(1)),
                container("lab", "waits", "", null));
        assertThat(watch.of(BLOCK.inForce()).orElseThrow())
                .isEqualTo(new Exposure(
                        3,
                        List.of(
                                new ExposedContainer(
                                        "kube-system",
                                        "proxy",
                                        "main",
                                        "n1",
                                        "StartedBefore: started before the block reached web.json on its node"),
                                new ExposedContainer("lab", "z", "main", "n1", "NotGoverned: names no profile"),
                                new ExposedContainer(
                                        "shop",
                                        "a",
                                        "main",
                                        "n1",
                                        "StartedBefore: started before the block reached web.json on its node")),
                        List.of("kube-system")));
        assertThat(watch.counts()).isEqualTo(Map.of("af-alg", 3));
    }

    @Test
    void onlyWhatChangesIsNews() {
        rendered();
        round(container("lab", "z", "", REACHED));
        round(container("lab", "z", "", REACHED));
        assertThat(news).containsExactly(Set.of("af-alg"));
        round();
        assertThat(news).hasSize(2);
        assertThat(watch.counts()).isEqualTo(Map.of("af-alg", 0));
        round();
        assertThat(news).hasSize(2);
    }

    @Test
    void itNamesTwentyOfAThousand() {
        rendered();
        RunningContainer[] many = Stream.iterate(1000, i -> i - 1)
                .limit(1000)
                .map(i -> container("lab", "pod-%04d".formatted(i), "", REACHED))
                .toArray(RunningContainer[]::new);
        round(many);
        Exposure exposure = watch.of(BLOCK.inForce()).orElseThrow();
        assertThat(exposure.count()).isEqualTo(1000);
        assertThat(exposure.first())
                .hasSize(Exposure.MOST_NAMED)
                .extracting(ExposedContainer::pod)
                .startsWith("pod-0001")
                .endsWith("pod-0020");
    }

    @Test
    void aRefusedObjectExposesItsContainersUnlessItsDocumentsHoldTheBlock() {
        objects.note(WEB, refused(BlockMarks.NONE));
        round(container("shop", "a", "portcullis/web.json", REACHED));
        assertThat(watch.of(BLOCK.inForce()).orElseThrow().first())
                .extracting(ExposedContainer::why)
                .containsExactly("ObjectNotBlocked: the document of SeccompProfile web does not hold the block");
        objects.note(WEB, refused(BlockMarks.read(BLOCK.inForce().key() + "=20", 30)));
        round(container("shop", "a", "portcullis/web.json", REACHED));
        assertThat(watch.counts()).isEqualTo(Map.of("af-alg", 0));
    }

    @Test
    void aBlockThatGoesIsCountedNoMore() {
        rendered();
        round(container("lab", "z", "", REACHED));
        blocks.gone(BLOCK.made());
        assertThat(watch.counts()).isEmpty();
        assertThat(watch.asks()).isFalse();
    }

    private void rendered() {
        objects.note(
                WEB,
                Coverage.of(
                        20,
                        1,
                        blocks.on(WEB),
                        BlockMarks.NONE,
                        false,
                        new TreeMap<>(Map.of("af-alg", new TreeSet<>()))));
    }

    private Coverage refused(BlockMarks marks) {
        return Coverage.of(30, 1, blocks.on(WEB), marks, true, Collections.emptySortedMap());
    }

    private void round(RunningContainer... containers) {
        ContainerRounds.Taker taker = watch.begin();
        Stream.of(containers).forEach(taker);
        taker.done();
    }

    private static RunningContainer container(String namespace, String pod, String file, @Nullable Instant startedAt) {
        SeccompChoice choice =
                file.isEmpty() ? SeccompChoice.SILENT : new SeccompChoice(SeccompChoice.Type.LOCALHOST, file);
        return new RunningContainer(namespace, pod, "n1", "main", startedAt, choice, false, null, 0, null, null);
    }
}
