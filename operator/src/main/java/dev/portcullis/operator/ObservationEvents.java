package dev.portcullis.operator;

import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.operator.observing.ObservationState;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** The Events about an observation: what people wait for, and what they must do something about. */
record ObservationEvents(EventRecorder recorder) {

    /** Records what a new status says for the first time. */
    void tell(ProfileObservation observation, ProfileObservationStatus before, ProfileObservationStatus now) {
        String name = observation.getMetadata().getName();
        if (before.startedAt() == null && now.startedAt() != null) {
            message(now, ObservationState.CONDITION)
                    .ifPresent(message -> recorder.tell(observation, "ObservationStarted", message));
        }
        if (before.endedAt() == null && now.endedAt() != null) {
            message(now, ObservationState.CONDITION)
                    .ifPresent(message -> recorder.tell(observation, "ObservationEnded", message));
        }
        if (lacksObservers(now) && !lacksObservers(before)) {
            message(now, ObservationState.CONDITION)
                    .ifPresent(message -> recorder.warn(observation, ObservationState.NO_OBSERVERS, message));
        }
        // Without the number, which grows: one Event is enough.
        if (lost(before) == 0 && lost(now) > 0) {
            recorder.warn(
                    observation,
                    "CallsLost",
                    "calls were not counted, so that a profile made from the others may lack some: kubectl describe"
                            + " profileobservation " + name + " says why");
        }
    }

    private static boolean lacksObservers(ProfileObservationStatus status) {
        return status.condition(ObservationState.CONDITION)
                .filter(condition -> condition.getReason().equals(ObservationState.NO_OBSERVERS))
                .isPresent();
    }

    private static long lost(ProfileObservationStatus status) {
        Long lost = status.lost();
        return lost == null ? 0 : lost;
    }

    private static Optional<String> message(ProfileObservationStatus status, String type) {
        return status.condition(type).map(Condition::getMessage);
    }
}
