package dev.portcullis.operator.staging;

import dev.portcullis.api.Rollout;
import dev.portcullis.api.RolloutStep;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a rollout, completed by the one that reaches every node.
 *
 * @param held the steps before that one
 * @param watchesPods whether pods have to be well before a step ends
 */
public record Plan(List<RolloutStep> held, boolean watchesPods) {

    public Plan {
        held = List.copyOf(held);
    }

    /** The plan of a spec; empty when changes go to all nodes at once. */
    public static Optional<Plan> of(@Nullable Rollout rollout) {
        if (rollout == null) {
            return Optional.empty();
        }
        List<RolloutStep> steps = rollout.steps();
        boolean saysTheLast = !steps.isEmpty() && steps.getLast().meansEverything();
        List<RolloutStep> held = saysTheLast ? steps.subList(0, steps.size() - 1) : steps;
        return held.isEmpty() ? Optional.empty() : Optional.of(new Plan(held, rollout.watchesPods()));
    }

    /** The number of steps, the last one included. */
    public int steps() {
        return held.size() + 1;
    }

    /** Returns whether the step reaches every node. */
    boolean isLast(int step) {
        return step >= held.size();
    }

    /** The number of nodes that have the change after this step, which is not the last. Later steps never have fewer. */
    int nodes(int step, int all) {
        return held.subList(0, step + 1).stream()
                .mapToInt(each -> each.among(all))
                .max()
                .orElse(0);
    }

    RolloutStep step(int step) {
        return held.get(step);
    }

    /** The first step that waits for somebody; -1 for none. */
    int firstThatWaitsForApproval() {
        for (int step = 0; step < held.size(); step++) {
            if (held.get(step).waitsForApproval()) {
                return step;
            }
        }
        return -1;
    }
}
