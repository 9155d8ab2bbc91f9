package dev.portcullis.operator.rollout;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The latest report of one node.
 *
 * @param appliedRevision as in {@link NodeSyncStatus#appliedRevision()}; -1 before the first report
 * @param failures the files that failed, by their object
 */
record NodeReport(long appliedRevision, Map<Subject, List<FileFailure>> failures) {

    static NodeReport of(NodeSync nodeSync) {
        NodeSyncStatus status = nodeSync.getStatus();
        if (status == null) {
            return new NodeReport(-1, Map.of());
        }
        Map<Subject, List<FileFailure>> failures = new HashMap<>();
        status.listedFailures().forEach(failure -> FilePath.of(failure.file())
                .ifPresent(path -> failures.computeIfAbsent(path.subject(), subject -> new ArrayList<>())
                        .add(failure)));
        return new NodeReport(status.appliedRevision(), failures);
    }

    boolean has(long revision) {
        return appliedRevision >= revision;
    }
}
