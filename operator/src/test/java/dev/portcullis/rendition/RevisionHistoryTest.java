package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.Attestation;
import dev.portcullis.api.NodeSync;
import dev.portcullis.rendition.RevisionHistory.Moment;
import dev.portcullis.rendition.RevisionHistory.Since;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevisionHistoryTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void aRevisionIsThereSinceTheFirstMomentThatCoversIt() {
        RevisionHistory history = new RevisionHistory(List.of(moment(10), moment(20), moment(30)));
        assertThat(history.since(11)).isEqualTo(new Since.Known(at(20)));
        assertThat(history.since(20)).isEqualTo(new Since.Known(at(20)));
        assertThat(history.since(21)).isEqualTo(new Since.Known(at(30)));
        assertThat(history.since(31)).isEqualTo(new Since.NotYet());
    }

    @Test
    void whatIsAsOldAsTheHistoryWasThereAtItsBeginningOrBefore() {
        RevisionHistory history = new RevisionHistory(List.of(moment(10), moment(20)));
        assertThat(history.since(3)).isEqualTo(new Since.AtTheLatest(at(10)));
        assertThat(history.since(10)).isEqualTo(new Since.AtTheLatest(at(10)));
        assertThat(RevisionHistory.NONE.since(1)).isEqualTo(new Since.NotYet());
    }

    @Test
    void aMomentWithoutANewRenditionTellsNothing() {
        RevisionHistory history = RevisionHistory.NONE.with(moment(10), carried());
        assertThat(history.moments()).containsExactly(moment(10));
        assertThat(history.with(moment(20), carried(4, 10))).isEqualTo(history);
        assertThat(history.with(moment(20), carried(4, 15)).moments()).containsExactly(moment(10), moment(20));
        // Only bookmarks came.
        assertThat(history.with(moment(20), carried(21))).isEqualTo(history);
    }

    @Test
    void aNodeThatIsStartedAgainGoesOnWhereItWas() {
        RevisionHistory told = RevisionHistory.of(RevisionHistory.NONE
                .with(moment(10), carried(5))
                .with(moment(20), carried(5, 20))
                .attested());
        assertThat(told.with(moment(50), carried(5, 20))).isEqualTo(told);
        assertThat(told.with(moment(50), carried(5, 30)).since(20)).isEqualTo(new Since.Known(at(20)));
    }

    @Test
    void oneProfileThatChangesAllTheTimeDisplacesNoOther() {
        RevisionHistory history =
                RevisionHistory.NONE.with(moment(1), carried()).with(moment(5), carried(5));
        for (long revision = 10; revision < 1000; revision += 10) {
            history = history.with(moment(revision), carried(5, revision));
        }
        assertThat(history.moments()).hasSizeLessThanOrEqualTo(NodeSync.MAX_ATTESTED);
        assertThat(history.since(5)).isEqualTo(new Since.Known(at(5)));
        assertThat(history.since(990)).isEqualTo(new Since.Known(at(990)));
    }

    @Test
    void tooManyRenditionsPushOutTheOldest() {
        RevisionHistory history = RevisionHistory.NONE;
        List<Long> all = LongStream.rangeClosed(1, 40).boxed().toList();
        for (int i = 1; i <= all.size(); i++) {
            history = history.with(
                    moment(i),
                    carried(all.subList(0, i).stream().mapToLong(r -> r).toArray()));
        }
        assertThat(history.moments()).hasSize(NodeSync.MAX_ATTESTED).first().isEqualTo(moment(25));
        assertThat(history.since(7)).isEqualTo(new Since.AtTheLatest(at(25)));
        assertThat(history.since(26)).isEqualTo(new Since.Known(at(26)));
    }

    @Test
    void timesAreToldInWholeSecondsNeverTooEarly() {
        List<Attestation> told =
                new RevisionHistory(List.of(new Moment(1, NOON), new Moment(2, NOON.plusNanos(1)))).attested();
        assertThat(told)
                .containsExactly(
                        new Attestation(1, "2026-11-29T12:00:00Z"), new Attestation(2, "2026-11-29T12:00:01Z"));
    }

    @Test
    void whatCannotBeReadIsNoHistory() {
        Stream.of(
                        List.of(new Attestation(1, "noon")),
                        List.of(new Attestation(2, "2026-11-29T12:00:00Z"), new Attestation(2, "2026-11-29T12:00:00Z")))
                .forEach(attested -> assertThat(RevisionHistory.of(attested)).isEqualTo(RevisionHistory.NONE));
    }

    private static Moment moment(long revision) {
        return new Moment(revision, at(revision));
    }

    private static Instant at(long second) {
        return NOON.plusSeconds(second);
    }

    private static RevisionHistory.Changes carried(long... revisions) {
        TreeSet<Long> sorted = new TreeSet<>(LongStream.of(revisions).boxed().toList());
        return (after, upTo) ->
                !sorted.subSet(after, false, Math.max(after, upTo), true).isEmpty();
    }
}
