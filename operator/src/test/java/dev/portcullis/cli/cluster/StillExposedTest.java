package dev.portcullis.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory;
import dev.portcullis.usage.BlockCover;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.usage.SeccompChoice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is exposed is listed with what to do about it. */
class StillExposedTest {

    private static final Instant BLOCKED = Instant.parse("2026-11-29T12:00:00Z");
    private static final Map<String, NodeHistory> NODES = Map.of(
            "n1",
            new NodeHistory(
                    new RevisionHistory(List.of(
                            new RevisionHistory.Moment(5, BLOCKED.minusSeconds(600)),
                            new RevisionHistory.Moment(10, BLOCKED))),
                    Set.of()));

    @Test
    void whoStartedBeforeTheBlockCameIsToBeRestarted() {
        StillExposed exposed = judged(
                false,
                container("shop", "web-5d9c7b-x", "portcullis/web.json", BLOCKED.minusSeconds(1)),
                container("shop", "web-5d9c7b-y", "portcullis/web.json", BLOCKED.plusSeconds(1)));

        assertThat(StillExposedText.of(exposed)).isEqualTo("""
                1 running container is exposed to what SyscallBlock hole denies

                namespace shop
                  POD            CONTAINER   NODE   STARTED                WHY
                  web-5d9c7b-x   main        n1     2026-11-29T11:59:59Z   started before the block reached web.json on its node
                  kubectl rollout restart deployment/web -n shop
                """);
        assertThat(StillExposedJson.of(exposed).at("/containers/0/restart").asText())
                .isEqualTo("kubectl rollout restart deployment/web -n shop");
        assertThat(StillExposedJson.of(exposed).at("/containers/0/reason").asText())
                .isEqualTo("StartedBefore");
    }

    @Test
    void whoNamesNoFileOfOursIsToBeRestartedOnlyWhereThatHelps() {
        RunningContainer silent = container("a", "silent", null, BLOCKED);
        assertThat(notes(judged(false, silent)))
                .containsExactly("have it name a profile, or set pods: All in the block, and restart it");
        assertThat(judged(true, silent).containers().getFirst().remedy().command())
                .isEqualTo("kubectl rollout restart deployment/web -n a");
        assertThat(notes(judged(true, container("a", "other", "mine.json", BLOCKED))))
                .containsExactly("have it name a profile, which no block can do for it");
        assertThat(notes(judged(true, privileged())))
                .containsExactly("no filter reaches a privileged container: run it unprivileged");
    }

    @Test
    void anObjectThatLacksTheBlockIsNamed() {
        StillExposed exposed = judged(true, container("a", "p", "portcullis/lacks.json", BLOCKED));
        assertThat(exposed.containers().getFirst().exposed().words())
                .isEqualTo("the document of SeccompProfile lacks does not hold the block");
    }

    @Test
    void exemptContainersAreCountedAndNotListed() {
        StillExposed exposed = judged(true, container("a", "p", "portcullis/exempt.json", BLOCKED.minusSeconds(9)));
        assertThat(StillExposedText.of(exposed))
                .isEqualTo("no running container is exposed to what SyscallBlock hole denies; 1 more are exempt,"
                        + " by their profile or namespace\n");
        assertThat(StillExposedJson.of(exposed).get("exposed").asInt()).isZero();
    }

    @Test
    void nobodyHasToBeGovernedInAnExemptNamespace() {
        StillExposed exposed = judged(
                false,
                container("kube-system", "dns", null, BLOCKED),
                container("kube-system", "proxy", "portcullis/web.json", BLOCKED.minusSeconds(1)));
        assertThat(exposed.exempt()).isOne();
        assertThat(exposed.containers())
                .extracting(one -> one.container().pod())
                .containsExactly("proxy");
    }

    private static StillExposed judged(boolean fills, RunningContainer... containers) {
        StillExposed.Judging judging =
                new StillExposed.Judging("hole", fills, StillExposedTest::cover, NODES, Set.of("kube-system"));
        List.of(containers).forEach(judging);
        return judging.done(container -> RestartHint.of(container, new RunningContainer.Owner("Deployment", "web")));
    }

    private static BlockCover cover(FilePath file) {
        return switch (file.object()) {
            case "web" -> new BlockCover.Since(10);
            case "exempt" -> new BlockCover.Exempt();
            case "lacks" -> new BlockCover.Lacking();
            default -> new BlockCover.NoObject();
        };
    }

    private static List<String> notes(StillExposed exposed) {
        return exposed.containers().stream().map(one -> one.remedy().line()).toList();
    }

    private static RunningContainer container(String namespace, String pod, @Nullable String file, Instant started) {
        SeccompChoice choice =
                file == null ? SeccompChoice.SILENT : new SeccompChoice(SeccompChoice.Type.LOCALHOST, file);
        return new RunningContainer(namespace, pod, "n1", "main", started, choice, false, null, 0, null, null);
    }

    private static RunningContainer privileged() {
        return new RunningContainer("a", "p", "n1", "main", BLOCKED, SeccompChoice.SILENT, true, null, 0, null, null);
    }
}
