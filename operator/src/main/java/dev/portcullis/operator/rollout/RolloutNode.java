package dev.portcullis.operator.rollout;

import dev.portcullis.api.FileFailure;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node at one moment, as rollouts see it.
 *
 * @param counted whether it counts at all: it has an agent's pod, or has one replaced
 * @param available whether it is waited for
 * @param report its newest report, if any
 * @param labels those of the Node; null when it is not known
 */
record RolloutNode(
        boolean counted,
        boolean available,
        @Nullable NodeReport report,
        @Nullable NodeLabels labels) {

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

    /** Its part in the rollout of this object's rendition, which has this revision and is for these nodes. */
    Standing standing(Subject object, long revision, NodeSelector selector) {
        if (!counted || !isSelected(selector)) {
            return Standing.NOT_COUNTED;
        }
        boolean failed = !failures(object).isEmpty();
        // An agent that does not know yet that its node is selected has seen the revision and written nothing.
        if (report != null
                && !failed
                && report.has(revision)
                && selector.match(report.pool().followed()) == NodeSelector.Match.YES) {
            return Standing.SYNCED;
        }
        if (!available) {
            return Standing.UNAVAILABLE;
        }
        return failed ? Standing.FAILED : Standing.WAITED_FOR;
    }

    /** A node that is not known is not selected; it is known in a moment. */
    private boolean isSelected(NodeSelector selector) {
        return selector.isEvery() || (labels != null && selector.match(labels) == NodeSelector.Match.YES);
    }

    /** The object's files that failed here. */
    List<FileFailure> failures(Subject object) {
        return report == null ? List.of() : report.failures().getOrDefault(object, List.of());
    }
}
