package dev.portcullis.operator;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.Rendition;
import java.util.HashMap;
import java.util.Map;

/**
 * What one node last said of itself.
 *
 * @param appliedRevision as in {@link NodeSyncStatus#appliedRevision()}; -1 before the first report
 * @param failures by the name of the object whose file it is
 */
record NodeReport(long appliedRevision, Map<String, FileFailure> failures) {

    static NodeReport of(NodeSync nodeSync) {
        NodeSyncStatus status = nodeSync.getStatus();
        if (status == null) {
            return new NodeReport(-1, Map.of());
        }
        Map<String, FileFailure> failures = new HashMap<>();
        status.listedFailures().forEach(f -> failures.put(Rendition.objectOfFile(f.file()), f));
        return new NodeReport(status.appliedRevision(), failures);
    }

    boolean has(long revision) {
        return appliedRevision >= revision;
    }
}
