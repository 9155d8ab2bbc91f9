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
 * @param pool what it says of node selectors
 */
record NodeReport(long appliedRevision, Map<Subject, List<FileFailure>> failures, PoolReport pool) {

    /** The report of a node in a cluster without node selectors. */
    NodeReport(long appliedRevision, Map<Subject, List<FileFailure>> failures) {
        this(appliedRevision, failures, PoolReport.NONE);
    }

    static NodeReport of(NodeSync nodeSync) {
        NodeSyncStatus status = nodeSync.getStatus();
        if (status == null) {
            return new NodeReport(-1, Map.of(), PoolReport.of(nodeSync));
        }
        Map<Subject, List<FileFailure>> failures = new HashMap<>();
        status.listedFailures().forEach(failure -> FilePath.of(failure.file())
                .ifPresent(path -> failures.computeIfAbsent(path.subject(), subject -> new ArrayList<>())
                        .add(failure)));
        return new NodeReport(status.appliedRevision(), failures, PoolReport.of(nodeSync));
    }

    /** The same after an earlier report of the node. */
    NodeReport after(NodeReport before) {
        return new NodeReport(appliedRevision, failures, pool.after(before.pool));
    }

    /** Returns whether a file is not as it should be; one that nobody asks for is no fault of the node. */
    boolean lacksFiles() {
        return failures.values().stream().flatMap(List::stream).anyMatch(failure -> !failure.reason()
                .equals(FileFailure.ORPHANED));
    }

    boolean has(long revision) {
        return appliedRevision >= revision;
    }
}
