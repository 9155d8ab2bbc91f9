package dev.portcullis.rendition;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSyncStatus;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Since when one node has which files, as its report tells.
 *
 * @param revisions since when it has which revision
 * @param failed the files that are not as their rendition asks, as paths below the agent's directory
 */
public record NodeHistory(RevisionHistory revisions, Set<String> failed) {

    /** The history of a node that has told nothing yet. */
    public static final NodeHistory NONE = new NodeHistory(RevisionHistory.NONE, Set.of());

    public NodeHistory {
        failed = Set.copyOf(failed);
    }

    /** The history that a report tells; null for a node without one. */
    public static NodeHistory of(@Nullable NodeSyncStatus status) {
        return status == null
                ? NONE
                : new NodeHistory(
                        RevisionHistory.of(status.history()),
                        status.listedFailures().stream().map(FileFailure::file).collect(Collectors.toSet()));
    }

    /** Since when the node has a file as this revision of its ConfigMap asks. */
    public RevisionHistory.Since since(FilePath file, long revision) {
        return failed.contains(file.value()) ? new RevisionHistory.Since.NotYet() : revisions.since(revision);
    }
}
