package dev.portcullis.operator.rollout;

import dev.portcullis.api.NodeFailure;
import dev.portcullis.wording.NameList;
import java.util.stream.Collectors;

/**
 * The content of the condition {@code Ready} during a rollout.
 *
 * @param ready whether every available node has the document
 * @param reason one CamelCase word
 * @param message for a person
 */
public record Readiness(boolean ready, String reason, String message) {

    /** The reason when nodes could not write the document. */
    public static final String NODES_FAILED = "NodesFailed";

    /** More nodes than these are counted, not named. */
    public static final int MAX_NODES_NAMED = NameList.MAX_NAMES;

    public static Readiness of(Progress progress) {
        if (progress.complete()) {
            return progress.unavailable().isEmpty()
                    ? new Readiness(true, "Synced", "on " + nodes(progress.synced()))
                    : new Readiness(
                            true,
                            "SyncedWhereAvailable",
                            "on " + nodes(progress.synced()) + "; not on " + unavailable(progress));
        }
        if (progress.desired() == 0
                && progress.pool().pooled()
                && progress.unavailable().isEmpty()) {
            return new Readiness(false, "NoMatchingNodes", "on no node; none matches nodeSelector");
        }
        if (progress.desired() == 0) {
            return new Readiness(
                    false,
                    "NoNodes",
                    "on no node yet; "
                            + (progress.unavailable().isEmpty()
                                    ? "there is no pod of the agent"
                                    : "not on " + unavailable(progress)));
        }
        if (!progress.failures().isEmpty()) {
            return new Readiness(
                    false,
                    NODES_FAILED,
                    where(progress) + "; failed: " + failures(progress)
                            + (progress.waitingFor().isEmpty()
                                    ? ""
                                    : "; waiting for " + NameList.of(progress.waitingFor()))
                            + alsoUnavailable(progress));
        }
        return new Readiness(
                false,
                "RollingOut",
                where(progress) + "; waiting for " + NameList.of(progress.waitingFor()) + alsoUnavailable(progress));
    }

    /** The nodes that have the document, for example {@code on 2 of 3 nodes}. */
    static String where(Progress progress) {
        return "on " + progress.synced() + " of " + nodes(progress.desired());
    }

    private static String failures(Progress progress) {
        return progress.failures().stream()
                .limit(MAX_NODES_NAMED)
                .map(Readiness::failure)
                .collect(Collectors.joining("; "));
    }

    private static String failure(NodeFailure failure) {
        return failure.node() + " (" + failure.reason() + ": " + failure.message() + ")";
    }

    private static String alsoUnavailable(Progress progress) {
        return progress.unavailable().isEmpty() ? "" : "; not on " + unavailable(progress);
    }

    private static String unavailable(Progress progress) {
        return progress.unavailable() + ", where no agent is ready";
    }

    static String nodes(int count) {
        return count == 1 ? "1 node" : count + " nodes";
    }
}
