package dev.portcullis.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposedTest {

    private static final Instant REACHED = Instant.parse("2026-01-01T00:00:10Z");
    private static final SeccompChoice WEB = SeccompChoice.of("Localhost", "portcullis/web.json");
    private static final NodeHistory HISTORY = new NodeHistory(
            new RevisionHistory(List.of(
                    new RevisionHistory.Moment(10, Instant.parse("2026-01-01T00:00:00Z")),
                    new RevisionHistory.Moment(20, REACHED))),
            Set.of());

    @ParameterizedTest
    @CsvSource({
        "RuntimeDefault, runs under RuntimeDefault",
        "Unconfined, asks for Unconfined",
        "other, names no profile",
    })
    void aContainerWithoutOneOfOurFilesIsNotGoverned(String type, String words) {
        assertThat(judge(container(SeccompChoice.of(type, null), false, REACHED), new BlockCover.Since(1)))
                .isEqualTo(not(Exposed.Reason.NOT_GOVERNED, words));
    }

    @Test
    void neitherIsOneThatNamesAFileOfSomebodyElse() {
        assertThat(judge(
                        container(SeccompChoice.of("Localhost", "other/web.json"), false, REACHED),
                        new BlockCover.Since(1)))
                .isEqualTo(not(Exposed.Reason.NOT_GOVERNED, "names other/web.json, which is no file of ours"));
        assertThat(judge(container(WEB, false, REACHED), new BlockCover.NoObject()))
                .isEqualTo(not(Exposed.Reason.NOT_GOVERNED, "names web.json, which no object renders"));
    }

    @Test
    void aPrivilegedContainerHasNoFilterWhateverItNames() {
        assertThat(judge(container(WEB, true, REACHED), new BlockCover.Since(1)))
                .isEqualTo(not(Exposed.Reason.NOT_GOVERNED, "privileged, and so without any filter"));
    }

    @Test
    void anExemptProfileIsNobodysFault() {
        assertThat(judge(container(WEB, false, null), new BlockCover.Exempt())).isEqualTo(new Exposed.Verdict.Exempt());
    }

    @Test
    void anObjectThatLacksTheBlockExposesItsContainers() {
        assertThat(judge(container(WEB, false, REACHED), new BlockCover.Lacking()))
                .isEqualTo(not(
                        Exposed.Reason.OBJECT_NOT_BLOCKED,
                        "the document of SeccompProfile web does not hold the block"));
    }

    @Test
    void whatStartedSinceTheBlockWasThereIsBlocked() {
        assertThat(judge(container(WEB, false, REACHED), new BlockCover.Since(20)))
                .isEqualTo(new Exposed.Verdict.Blocked());
        assertThat(judge(container(WEB, false, REACHED.minusSeconds(1)), new BlockCover.Since(20)))
                .isEqualTo(not(Exposed.Reason.STARTED_BEFORE, "started before the block reached web.json on its node"));
    }

    @Test
    void inDoubtAContainerIsExposed() {
        assertThat(judge(container(WEB, false, Instant.parse("2025-12-31T00:00:00Z")), new BlockCover.Since(5)))
                .isEqualTo(
                        not(
                                Exposed.Reason.STARTED_BEFORE,
                                "may have started before the block reached web.json on its node, which does not know any more"));
        assertThat(judge(container(WEB, false, null), new BlockCover.Since(5))).isInstanceOf(Exposed.Verdict.Not.class);
        assertThat(judge(container(WEB, false, REACHED), new BlockCover.Since(21)))
                .isInstanceOf(Exposed.Verdict.Not.class);
        assertThat(Exposed.judge(
                        container(WEB, false, REACHED),
                        file -> new BlockCover.Since(20),
                        node -> NodeHistory.NONE,
                        Set.of()))
                .isInstanceOf(Exposed.Verdict.Not.class);
        NodeHistory failed = new NodeHistory(HISTORY.revisions(), Set.of("web.json"));
        assertThat(Exposed.judge(
                        container(WEB, false, REACHED), file -> new BlockCover.Since(20), node -> failed, Set.of()))
                .isInstanceOf(Exposed.Verdict.Not.class);
    }

    private static Exposed.Verdict judge(RunningContainer container, BlockCover cover) {
        return Exposed.judge(container, file -> cover, node -> HISTORY, Set.of());
    }

    private static Exposed.Verdict not(Exposed.Reason reason, String words) {
        return new Exposed.Verdict.Not(new Exposed(reason, words));
    }

    private static RunningContainer container(SeccompChoice choice, boolean privileged, @Nullable Instant startedAt) {
        return new RunningContainer("shop", "web-1", "n1", "main", startedAt, choice, privileged, null, 0, null, null);
    }
}
