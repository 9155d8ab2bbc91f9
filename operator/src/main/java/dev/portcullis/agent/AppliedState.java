package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The truth to report about the directory as a whole.
 *
 * @param revision every revision up to this one is on disk or in {@code failures}
 * @param files the number of files that are kept
 * @param failed the number of files that are not as they should be
 * @param failures the first {@value NodeSync#MAX_FAILURES} of those, by revision, orphans last
 */
record AppliedState(long revision, int files, int failed, List<FileFailure> failures) {

    static final AppliedState NOTHING = new AppliedState(0, 0, 0, List.of());

    /**
     * Sums up the files.
     *
     * @param seen the revision up to which everything was tried
     * @param entries the inventory's entries
     */
    static AppliedState of(long seen, Collection<Inventory.Entry> entries) {
        int files =
                (int) entries.stream().filter(entry -> entry.sha256() != null).count();
        List<Inventory.Entry> failed = entries.stream()
                .filter(entry -> entry.failure() != null)
                .sorted(Comparator.comparing(Inventory.Entry::isOrphaned).thenComparingLong(Inventory.Entry::revision))
                .toList();
        // A reader takes what is not listed for applied, so the revision stops short of the first one left out.
        // Orphans come last and hold nothing back: no ConfigMap waits for them.
        long revision = failed.size() > NodeSync.MAX_FAILURES
                        && !failed.get(NodeSync.MAX_FAILURES).isOrphaned()
                ? Math.min(seen, failed.get(NodeSync.MAX_FAILURES).revision() - 1)
                : seen;
        List<FileFailure> listed = failed.stream()
                .limit(NodeSync.MAX_FAILURES)
                .map(entry -> Objects.requireNonNull(entry.failure()))
                .toList();
        return new AppliedState(revision, files, failed.size(), listed);
    }
}
