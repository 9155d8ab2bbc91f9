package dev.portcullis.agent;

import dev.portcullis.rendition.RevisionHistory;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;

/**
 * What the agent can attest to: everything up to a revision is on disk, since a moment.
 *
 * @param seen the revision up to which everything was tried
 * @param moment what is on disk for certain, and since when at the latest
 * @param carried the revisions of all renditions
 */
record OnDisk(long seen, RevisionHistory.Moment moment, Renditions carried) {

    static final OnDisk NOTHING =
            new OnDisk(0, new RevisionHistory.Moment(0, Instant.EPOCH), new Renditions(new long[0]));

    /** The revisions of renditions, sorted. */
    static final class Renditions implements RevisionHistory.Changes {

        private final long[] revisions;

        private Renditions(long[] revisions) {
            this.revisions = revisions;
        }

        @Override
        public boolean any(long after, long upTo) {
            int found = Arrays.binarySearch(revisions, after + 1);
            int first = found < 0 ? -found - 1 : found;
            return first < revisions.length && revisions[first] <= upTo;
        }
    }

    /**
     * What there is now.
     *
     * @param seen the revision up to which everything was tried
     * @param revision the revision to report
     */
    OnDisk next(long seen, long revision, Collection<Inventory.Entry> entries, Instant now) {
        // A restored etcd begins its revisions anew.
        long before = seen < this.seen ? 0 : moment.revision();
        // A file that was there, and was damaged since, is listed as failed; one that never came holds all else back.
        long lacking = entries.stream()
                .filter(entry -> entry.revision() > before && FailureReason.isOfDisk(entry.failure()))
                .mapToLong(Inventory.Entry::revision)
                .min()
                .orElse(Long.MAX_VALUE);
        long certain = Math.min(revision, lacking - 1);
        return new OnDisk(
                seen,
                certain == before && before > 0 ? moment : new RevisionHistory.Moment(certain, now),
                new Renditions(entries.stream()
                        .mapToLong(Inventory.Entry::revision)
                        .sorted()
                        .toArray()));
    }

    /** The history of the node with this. */
    RevisionHistory after(RevisionHistory history) {
        boolean restored = !history.moments().isEmpty()
                && seen < history.moments().getLast().revision();
        return (restored ? RevisionHistory.NONE : history).with(moment, carried);
    }
}
