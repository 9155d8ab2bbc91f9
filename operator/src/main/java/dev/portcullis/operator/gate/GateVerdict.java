package dev.portcullis.operator.gate;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.wording.Excerpt;
import dev.portcullis.wording.NameList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the newest report of its agent means for a node whose gate is closed. */
sealed interface GateVerdict {

    /** The words for people. */
    String message();

    /**
     * The agent is at work, or not there yet.
     *
     * @param message what is waited for
     */
    record Waits(String message) implements GateVerdict {}

    /**
     * Files are missing for a reason that lies with the node, so pods would not start there.
     *
     * @param message which, and why
     */
    record Held(String message) implements GateVerdict {}

    /**
     * Every file is on disk that can be there.
     *
     * @param message says so, and which files cannot
     */
    record Opens(String message) implements GateVerdict {}

    /** More failures than these are counted, not named. */
    int MAX_NAMED = 3;

    /** As much of each is repeated. */
    int MAX_TEXT = 200;

    /**
     * Reasons that lie with the object or the kernel, and are the same on the next node: nothing would come of waiting, and
     * one bad object would keep pods from every new node. The last two are of files that are there without being asked for.
     */
    Set<String> NOT_OF_THE_NODE = Set.of(
            FileFailure.KERNEL_TOO_OLD,
            FileFailure.BAD_DIGEST,
            FileFailure.MALFORMED_RENDITION,
            FileFailure.ORPHANED,
            FileFailure.REMOVE_FAILED);

    /**
     * Decides.
     *
     * @param report what this Node's agent says, not that of an earlier Node of its name; empty before its first report
     * @param target the revision to catch up to
     */
    static GateVerdict of(Optional<NodeSync> report, long target) {
        return report.map(sync -> of(sync, target))
                .orElseGet(() -> new Waits("the agent on this node has not reported yet"));
    }

    /** The report, if it is about the Node with this UID. */
    static Optional<NodeSync> about(String uid, Optional<NodeSync> report) {
        return report.filter(sync ->
                        sync.getMetadata().getOwnerReferences().stream().anyMatch(owner -> uid.equals(owner.getUid())))
                .filter(sync ->
                        sync.getStatus() != null && uid.equals(sync.getStatus().nodeUid()));
    }

    private static GateVerdict of(NodeSync sync, long target) {
        NodeSyncStatus status = sync.getStatus();
        List<FileFailure> listed = status.listedFailures();
        List<FileFailure> holding = listed.stream()
                .filter(failure -> !NOT_OF_THE_NODE.contains(failure.reason()))
                .toList();
        if (!holding.isEmpty()) {
            return new Held("files of profiles are missing on this node: " + named(holding));
        }
        if (status.appliedRevision() < target) {
            // What is not listed holds the revision back, and may be anything.
            return status.failed() > listed.size()
                    ? new Held("files of profiles are missing on this node, more than its agent can name: "
                            + named(listed))
                    : new Waits("the agent on this node has applied revision " + status.appliedRevision() + " of "
                            + target);
        }
        if (!knowsItsLabels(sync)) {
            return new Waits("the agent on this node does not know yet which labels the node has");
        }
        List<FileFailure> missing = listed.stream()
                .filter(failure -> !failure.reason().equals(FileFailure.ORPHANED)
                        && !failure.reason().equals(FileFailure.REMOVE_FAILED))
                .toList();
        return new Opens(
                missing.isEmpty()
                        ? "the files of all profiles are on this node"
                        : "the files of all profiles are on this node but those that no waiting brings: "
                                + named(missing));
    }

    /** What a node selector asks for is not on disk before the agent has learnt of the node's labels and acted on them. */
    private static boolean knowsItsLabels(NodeSync sync) {
        NodePoolStatus pool = sync.getStatus().pool();
        boolean acted = sync.getSpec() == null
                || (pool != null
                        && Objects.equals(
                                pool.observedGeneration(), sync.getMetadata().getGeneration()));
        return acted && sync.getStatus().filesAwaitingLabels() == 0;
    }

    private static String named(List<FileFailure> failures) {
        return NameList.of(
                failures,
                MAX_NAMED,
                failure -> failure.file() + " (" + failure.reason() + ": "
                        + Excerpt.of(failure.message(), MAX_TEXT, Excerpt.ELLIPSIS) + ")",
                ", ",
                "more");
    }
}
