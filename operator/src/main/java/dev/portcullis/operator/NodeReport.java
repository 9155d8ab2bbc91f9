package dev.portcullis.operator;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import java.util.HashMap;
import java.util.Map;

/**
 * What one node last said of itself.
 *
 * @param appliedRevision as in {@link NodeSyncStatus#appliedRevision()}; -1 before the first report
 * @param failures by the name of the SeccompProfile whose file it is
 */
record NodeReport(long appliedRevision, Map<String, FileFailure> failures) {

    static NodeReport of(NodeSync nodeSync) {
        NodeSyncStatus status = nodeSync.getStatus();
        if (status == null) {
            return new NodeReport(-1, Map.of());
        }
        Map<String, FileFailure> failures = new HashMap<>();
        // A policy's file says nothing of the profile of the same name.
        status.listedFailures().forEach(failure -> FilePath.of(failure.file())
                .filter(path -> path.kind() == Kind.SECCOMP_PROFILE)
                .ifPresent(path -> failures.put(path.object(), failure)));
        return new NodeReport(status.appliedRevision(), failures);
    }

    boolean has(long revision) {
        return appliedRevision >= revision;
    }
}
