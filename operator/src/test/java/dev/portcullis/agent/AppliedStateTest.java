package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedStateTest {

    @Test
    void nothingFailedMeansEverythingSeenIsApplied() {
        AppliedState state = AppliedState.of(90, List.of(good(10), good(20)));

        assertThat(state).isEqualTo(new AppliedState(90, 2, 0, List.of()));
    }

    @Test
    void listedFailuresDoNotHoldTheRevision() {
        AppliedState state = AppliedState.of(90, List.of(failed(70), good(10), failed(30)));

        assertThat(state.revision()).isEqualTo(90);
        assertThat(state.failed()).isEqualTo(2);
        assertThat(state.failures()).extracting(FileFailure::file).containsExactly("f30.json", "f70.json");
    }

    @Test
    void aFailureThatIsNotListedHoldsTheRevisionBelowIt() {
        List<Inventory.Entry> entries = new ArrayList<>();
        for (int i = NodeSync.MAX_FAILURES + 2; i > 0; i--) {
            entries.add(failed(100 + i));
        }

        AppliedState state = AppliedState.of(1000, entries);

        assertThat(state.failed()).isEqualTo(NodeSync.MAX_FAILURES + 2);
        assertThat(state.failures()).hasSize(NodeSync.MAX_FAILURES);
        assertThat(state.failures().getFirst().file()).isEqualTo("f101.json");
        assertThat(state.failures().getLast().file()).isEqualTo("f132.json");
        assertThat(state.revision()).isEqualTo(132);
    }

    @Test
    void orphansComeLastAndHoldNothingBack() {
        List<Inventory.Entry> entries = new ArrayList<>();
        for (int i = 1; i <= NodeSync.MAX_FAILURES; i++) {
            entries.add(new Inventory.Entry("c" + i, i, "abc", FailureReason.ORPHANED.of("o" + i + ".json", "kept")));
        }
        entries.add(failed(700));
        entries.add(failed(600));

        AppliedState state = AppliedState.of(1000, entries);

        assertThat(state.revision()).isEqualTo(1000);
        assertThat(state.failed()).isEqualTo(NodeSync.MAX_FAILURES + 2);
        assertThat(state.failures())
                .hasSize(NodeSync.MAX_FAILURES)
                .extracting(FileFailure::file)
                .startsWith("f600.json", "f700.json", "o1.json");

        for (int i = 1; i <= NodeSync.MAX_FAILURES; i++) {
            entries.add(failed(700 + i));
        }
        assertThat(AppliedState.of(1000, entries).revision()).isEqualTo(730);
    }

    @Test
    void aFailedFileWhoseOldContentsAreKeptCounts() {
        Inventory.Entry kept =
                new Inventory.Entry("c", 5, "abc", FailureReason.BAD_DIGEST.of("f.json", "digest differs"));

        assertThat(AppliedState.of(9, List.of(kept)).files()).isEqualTo(1);
    }

    private static Inventory.Entry good(long revision) {
        return new Inventory.Entry("c" + revision, revision, "abc", null);
    }

    private static Inventory.Entry failed(long revision) {
        return new Inventory.Entry(
                "c" + revision, revision, null, FailureReason.WRITE_FAILED.of("f" + revision + ".json", "no"));
    }
}
