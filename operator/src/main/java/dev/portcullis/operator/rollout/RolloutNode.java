package dev.portcullis.operator.rollout;

import dev.portcullis.api.FileFailure;
import dev.portcullis.rendition.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node at one moment, as rollouts see it.
 *
 * @param counted whether it counts at all: it has an agent's pod, or has one replaced
 * @param available whether it is waited for
 * @param report its newest report, if any
 */
record RolloutNode(
        boolean counted, boolean available, @Nullable NodeReport report) {

    /** The part that a node has in the rollout of one rendition. */
    enum Standing {
        SYNCED(1),
        FAILED(3),
        WAITED_FOR(4),
        UNAVAILABLE(2),
        NOT_COUNTED(0);

        private final int weight;

        Standing(int weight) {
            this.weight = weight;
        }

        /** Of the parts that a node has in several rollouts the one of most weight is its part in all together. */
        int weight() {
            return weight;
        }
    }

    /** Its part in the rollout of this object's rendition, which has this revision. */
    Standing standing(Subject object, long revision) {
        if (!counted) {
            return Standing.NOT_COUNTED;
        }
        boolean failed = !failures(object).isEmpty();
        if (report != null && !failed && report.has(revision)) {
            return Standing.SYNCED;
        }
        if (!available) {
            return Standing.UNAVAILABLE;
        }
        return failed ? Standing.FAILED : Standing.WAITED_FOR;
    }

    /** The object's files that failed here. */
    List<FileFailure> failures(Subject object) {
        return report == null ? List.of() : report.failures().getOrDefault(object, List.of());
    }
}
