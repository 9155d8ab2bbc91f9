package dev.portcullis.operator;

import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.capability.Capability;
import dev.portcullis.observation.CapabilityHint;
import dev.portcullis.observation.CapabilityHints;
import dev.portcullis.observation.Observations;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.observing.ObservationState;
import dev.portcullis.operator.observing.ObservationTerm;
import dev.portcullis.operator.reconciliation.Reconciliation;
import dev.portcullis.operator.reconciliation.StatusConditions;
import dev.portcullis.operator.reconciliation.StatusFold;
import dev.portcullis.operator.rollout.Observers;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an observation's status says. Equal circumstances give an equal value, so that it is written once.
 *
 * @param term how long it goes on
 * @param availability on which nodes its file is
 * @param observers the observers
 * @param observing whether containers are observed
 * @param seen what all nodes have told; empty before any has
 * @param suggestion digest of the profile that allows it; empty while there is none
 */
record ObservationFold(
        ObservationTerm term,
        Availability availability,
        Observers observers,
        ObservationState observing,
        Optional<Observations> seen,
        Optional<String> suggestion) {

    /** The type of the condition that every call was counted. */
    static final String LOSSLESS = "Lossless";

    /** The status to write. */
    ProfileObservationStatus status(Reconciliation<?, ProfileObservationStatus> one) {
        ProfileObservationStatus before = one.before();
        StatusFold fold = one.fold();
        String now = one.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String started = before.startedAt() == null && observing.holds() ? now : before.startedAt();
        Observations all = seen.orElse(null);
        return new ProfileObservationStatus(
                fold.generation(),
                Rendition.localhostProfile(Kind.PROFILE_OBSERVATION, one.name()),
                one.carried().sha256(),
                one.carried().variants(),
                one.carried().minKernel(),
                fold.nodes(),
                observers.ready(),
                availability.since(),
                availability.waitingSince(),
                started,
                ended(before, started, now),
                all == null ? null : Integer.valueOf(all.pods()),
                all == null ? null : Integer.valueOf(all.containers()),
                all == null ? null : Long.valueOf(all.calls()),
                all == null ? null : Long.valueOf(all.lost()),
                all == null ? null : all.toldSyscalls(),
                all == null ? null : all.toldDenials(),
                suggestion.orElse(null),
                all == null ? null : capabilities(all),
                all == null ? null : all.toldImages(),
                fold.warnings(),
                conditions(fold.conditions(), one.conditions()));
    }

    /** Returns whether people wait for what a status says: more calls, or another state. */
    static boolean isNews(ProfileObservationStatus before, ProfileObservationStatus now) {
        return !Objects.equals(before.calls(), now.calls())
                || !Objects.equals(before.containers(), now.containers())
                || !Objects.equals(before.denials(), now.denials())
                || !state(before).equals(state(now));
    }

    private static Optional<String> state(ProfileObservationStatus status) {
        return status.condition(ObservationState.CONDITION).map(Condition::getReason);
    }

    /** An observation that goes on again has not ended. */
    private @Nullable String ended(ProfileObservationStatus before, @Nullable String started, String now) {
        if (term.ending().isEmpty() || started == null) {
            return null;
        }
        return before.endedAt() == null ? now : before.endedAt();
    }

    private static List<String> capabilities(Observations seen) {
        return CapabilityHints.of(seen).stream()
                .map(CapabilityHint::capability)
                .distinct()
                .map(Capability::name)
                .toList();
    }

    private List<Condition> conditions(List<Condition> ofFile, StatusConditions conditions) {
        List<Condition> all = new ArrayList<>(ofFile);
        all.add(conditions.holds(
                ObservationState.CONDITION, observing.holds(), observing.reason(), observing.message()));
        seen.map(told -> lossless(told, conditions)).ifPresent(all::add);
        return all;
    }

    private static Condition lossless(Observations seen, StatusConditions conditions) {
        return seen.lost() == 0
                ? conditions.holds(LOSSLESS, true, "AllCounted", "every call that was told is counted")
                : conditions.holds(
                        LOSSLESS,
                        false,
                        "CallsLost",
                        seen.lost() + " calls were not counted, so that a profile made from the others may lack some"
                                + (seen.lostReasons().isEmpty() ? "" : ": " + String.join("; ", seen.lostReasons()))
                                + "; observe the program again");
    }
}
