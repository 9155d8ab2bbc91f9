package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.RevisionHistory;
import dev.portcullis.rendition.RevisionHistory.Moment;
import dev.portcullis.rendition.RevisionHistory.Since;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OnDiskTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void everythingUpToTheRevisionIsThereSinceItWasReached() {
        OnDisk first = OnDisk.NOTHING.next(10, 10, entries(good(7), good(9)), at(1));
        assertThat(first.moment()).isEqualTo(new Moment(10, at(1)));
        // A repair is no new moment.
        assertThat(first.next(10, 10, entries(good(7), good(9)), at(2)).moment())
                .isEqualTo(new Moment(10, at(1)));
        assertThat(first.next(12, 12, entries(good(7), good(12)), at(3)).moment())
                .isEqualTo(new Moment(12, at(3)));
    }

    @Test
    void aFileThatTheDiskDidNotTakeIsAttestedWhenItIsThere() {
        OnDisk failing = OnDisk.NOTHING
                .next(10, 10, entries(good(7)), at(1))
                .next(20, 20, entries(good(7), failed(15, FailureReason.NO_SPACE), good(20)), at(2));
        assertThat(failing.moment()).isEqualTo(new Moment(14, at(2)));
        OnDisk cured = failing.next(20, 20, entries(good(7), good(15), good(20)), at(9));
        RevisionHistory history = cured.after(failing.after(RevisionHistory.NONE));
        assertThat(history.since(15)).isEqualTo(new Since.Known(at(9)));
        assertThat(history.since(20)).isEqualTo(new Since.Known(at(9)));
    }

    @Test
    void aDocumentThatTheNodeCannotUseHoldsBackNoOther() {
        Stream.of(FailureReason.KERNEL_TOO_OLD, FailureReason.BAD_DIGEST, FailureReason.MALFORMED_RENDITION)
                .forEach(reason -> assertThat(OnDisk.NOTHING
                                .next(20, 20, entries(failed(15, reason), good(20)), at(2))
                                .moment())
                        .isEqualTo(new Moment(20, at(2))));
    }

    @Test
    void aFileThatWasThereAndIsDamagedHoldsBackNoOther() {
        OnDisk damaged = OnDisk.NOTHING
                .next(10, 10, entries(good(7)), at(1))
                .next(20, 20, entries(failed(7, FailureReason.WRITE_FAILED), good(20)), at(2));
        assertThat(damaged.moment()).isEqualTo(new Moment(20, at(2)));
    }

    @Test
    void aRestoredServerBeginsANewHistory() {
        OnDisk before = OnDisk.NOTHING.next(100, 100, entries(good(90)), at(1));
        OnDisk after = before.next(50, 50, entries(good(40)), at(2));
        RevisionHistory history = after.after(before.after(RevisionHistory.NONE));
        assertThat(history.moments()).containsExactly(new Moment(50, at(2)));
    }

    @Test
    void revisionsAreFoundBetweenOthers() {
        OnDisk.Renditions carried =
                OnDisk.NOTHING.next(9, 9, entries(good(3), good(6)), NOON).carried();
        assertThat(carried.any(0, 3)).isTrue();
        assertThat(carried.any(3, 5)).isFalse();
        assertThat(carried.any(3, 6)).isTrue();
        assertThat(carried.any(6, 100)).isFalse();
    }

    private static Instant at(long second) {
        return NOON.plusSeconds(second);
    }

    private static List<Inventory.Entry> entries(Inventory.Entry... entries) {
        return List.of(entries);
    }

    private static Inventory.Entry good(long revision) {
        return new Inventory.Entry("seccompprofile-a" + revision, revision, "digest", null);
    }

    private static Inventory.Entry failed(long revision, FailureReason reason) {
        return new Inventory.Entry("seccompprofile-b" + revision, revision, null, reason.of("b.json", "why"));
    }
}
