package dev.portcullis.operator.staging;

import dev.portcullis.api.RolloutStatus;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rollout by stages does, or waits for. */
public enum Phase {
    /** Nodes of the step are writing. */
    ROLLING("Rolling", "RollingOut"),
    /** Fewer nodes are available than the step needs. */
    NODES_MISSING("NodesMissing", "RollingOut"),
    /** A node of the step could not write; it goes on by itself when it could. */
    STOPPED("Stopped", Phase.ROLLOUT_STOPPED),
    /** A gate said no; somebody has to say what now. */
    UNHEALTHY("Unhealthy", Phase.ROLLOUT_STOPPED),
    /** It waits for its time. */
    PAUSED("Paused", "Paused"),
    /** It waits for somebody. */
    AWAITS_APPROVAL("AwaitsApproval", "AwaitsApproval"),
    /** The old documents are back on every node. */
    ABORTED("Aborted", "RolloutAborted"),
    /** The change cannot be staged, and the old documents stay. */
    NOT_STAGED("NotStaged", "NotStaged"),
    /** Every node may have the documents. */
    COMPLETING("Completing", "RollingOut"),
    /** Every available node has them. */
    COMPLETED("Completed", "Synced");

    /** The reason of {@code Ready} while a rollout has stopped. */
    public static final String ROLLOUT_STOPPED = "RolloutStopped";

    private final String word;
    private final String reason;

    Phase(String word, String reason) {
        this.word = word;
        this.reason = reason;
    }

    /** The word in status. */
    public String word() {
        return word;
    }

    /** The reason of the condition {@code Ready}. */
    public String reason() {
        return reason;
    }

    /** Returns whether not every node may have the documents of the spec. */
    public boolean holdsBack() {
        return this != COMPLETING && this != COMPLETED;
    }

    /** Returns whether nodes are at work, and their next report will tell more. */
    public boolean moves() {
        return this == ROLLING || this == COMPLETING;
    }

    /** Returns whether this is the phase of a status. */
    boolean is(@Nullable RolloutStatus status) {
        return status != null && word.equals(status.phase());
    }

    /** The phase that a status is in. */
    public static Optional<Phase> of(@Nullable RolloutStatus status) {
        return Arrays.stream(values()).filter(phase -> phase.is(status)).findFirst();
    }
}
