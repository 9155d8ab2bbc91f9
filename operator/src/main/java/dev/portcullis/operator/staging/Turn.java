package dev.portcullis.operator.staging;

import dev.portcullis.api.Rollout;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.operator.rollout.Readiness;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a change at one moment.
 *
 * @param move what to write now
 * @param status what to tell about it; null when it does not go out by stages
 * @param again when to decide again, even if nothing happens until then
 */
public record Turn(Move move, @Nullable RolloutStatus status, Optional<Duration> again) {

    static Turn of(Move move, @Nullable RolloutStatus status) {
        return new Turn(move, status, Optional.empty());
    }

    /** Nothing is to be done. */
    public static Turn kept(@Nullable RolloutStatus status) {
        return of(new Move.Leave(), status);
    }

    /** What {@code Ready} says while not every node may have the documents of the spec; empty at other times. */
    public Optional<Readiness> readiness() {
        return Phase.of(status)
                .filter(Phase::holdsBack)
                .map(phase -> new Readiness(false, phase.reason(), words(Objects.requireNonNull(status))));
    }

    /** What is told about a rollout, for a person. */
    public static String words(RolloutStatus said) {
        String approval = said.approval() == null
                ? ""
                : "; the annotation " + Rollout.APPROVE_ANNOTATION + "=" + said.approval() + " lets it go on";
        String step = said.step() == null || said.nodes() == null
                ? ""
                : "step " + said.step() + " of " + said.steps() + ", " + said.updated() + " of " + said.nodes()
                        + (said.nodes() == 1 ? " node has" : " nodes have") + " the change: ";
        return step + said.message() + approval;
    }

    /** Returns whether not every node may have the documents of the spec. */
    public boolean holdsBack() {
        return Phase.of(status).filter(Phase::holdsBack).isPresent();
    }

    /** Returns whether the next news comes from nodes, and not from a clock or from people. */
    public boolean moves() {
        return Phase.of(status).filter(phase -> !phase.moves()).isEmpty();
    }
}
