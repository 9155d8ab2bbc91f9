package dev.portcullis.operator.pools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.admission.TakeUp;
import dev.portcullis.api.FileRevision;
import dev.portcullis.operator.rollout.KeptFile;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.NodeFileUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeavingFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final FileRevision FILE = new FileRevision("web.json", 7);
    private static final LeavingFiles.Leaving PROFILE = new LeavingFiles.Leaving("n1", FILE);
    private static final LeavingFiles.Leaving POLICY =
            new LeavingFiles.Leaving("n1", new FileRevision("policy/web.seccomp.json", 8));

    private final LeavingFiles files = new LeavingFiles();

    @Test
    void aFileThatNoPodUsesMayGoAtOnce() {
        files.are(List.of(PROFILE), NOW);
        assertThat(files.due(NOW)).containsExactly("portcullis/web.json");
        assertThat(files.released("n1")).isEmpty();
        files.answer(users(Map.of("n2", List.of("web/other"))), NOW);
        assertThat(files.released("n1")).containsExactly(FILE);
        assertThat(files.released("n2")).isEmpty();
        assertThat(files.isAnyDue(NOW.plusSeconds(999))).isFalse();
    }

    @Test
    void aFileThatPodsUseOrMayComeToUseStaysAndIsAskedAboutLessAndLess() {
        files.are(List.of(PROFILE), NOW);
        files.answer(users(Map.of("n1", List.of("web/a"), "", List.of("web/pending"))), NOW);
        assertThat(files.released("n1")).isEmpty();
        assertThat(files.kept())
                .isEqualTo(
                        Map.of(Subject.profile("web"), List.of(new KeptFile("n1", List.of("web/a", "web/pending")))));
        Instant next = NOW.plus(LeavingFiles.FIRST);
        assertThat(files.isAnyDue(next.minusMillis(1))).isFalse();
        files.answer(users(Map.of("n1", List.of("web/a"))), next);
        assertThat(files.isAnyDue(next.plus(LeavingFiles.FIRST))).isFalse();
        Instant later = next.plus(LeavingFiles.FIRST.multipliedBy(2));
        files.answer(users(Map.of()), later);
        assertThat(files.released("n1")).containsExactly(FILE);
        assertThat(files.kept()).isEmpty();
    }

    @Test
    void anAnswerIsForThoseThatWereDue() {
        files.are(List.of(PROFILE, POLICY), NOW);
        assertThat(files.due(NOW))
                .as("pods may be on their way to the policy's file")
                .containsExactly("portcullis/web.json");
        files.answer(users(Map.of()), NOW);
        assertThat(files.released("n1")).containsExactly(FILE);
        Instant settled = NOW.plus(TakeUp.EVERYWHERE);
        assertThat(files.due(settled)).containsExactly("portcullis/policy/web.seccomp.json");
        files.answer(users(Map.of()), settled);
        assertThat(files.released("n1")).hasSize(2);
    }

    @Test
    void aFileThatLeavesAgainIsAskedAboutAgain() {
        files.are(List.of(PROFILE), NOW);
        files.answer(users(Map.of()), NOW);
        files.are(List.of(new LeavingFiles.Leaving("n1", new FileRevision("web.json", 9))), NOW);
        assertThat(files.released("n1")).isEmpty();
        files.are(List.of(), NOW);
        files.are(List.of(PROFILE), NOW);
        assertThat(files.released("n1")).isEmpty();
        files.released(PROFILE, NOW);
        assertThat(files.released("n1")).containsExactly(FILE);
        assertThat(files.isAnyDue(NOW.plus(Duration.ofDays(1)))).isFalse();
    }

    private static NodeFileUsers users(Map<String, List<String>> byNode) {
        return new NodeFileUsers(Map.of("portcullis/web.json", byNode));
    }
}
