package dev.portcullis.operator.observing;

import dev.portcullis.api.GoDuration;
import dev.portcullis.api.ProfileObservationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long an observation goes on, by its spec. A spec that is changed so that it would go on lets it go on.
 *
 * @param ending why it is over; empty while it is not
 * @param left the time until it ends by itself; empty when time does not end it
 */
public record ObservationTerm(Optional<Ending> ending, Optional<Duration> left) {

    /** Why no more pods are filled in. */
    public enum Ending {
        /** {@code suspend} is set. */
        SUSPENDED("Suspended", "spec.suspend is set"),
        /** {@code duration} is over. */
        DURATION_OVER("DurationOver", "spec.duration is over"),
        /** As many as {@code containers} were observed. */
        CONTAINERS_SEEN("ContainersSeen", "as many containers as spec.containers says were observed");

        private final String reason;
        private final String words;

        Ending(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /** One CamelCase word. */
        String reason() {
            return reason;
        }

        /** The same for a person. */
        String words() {
            return words;
        }
    }

    /**
     * Decides as of now.
     *
     * @param startedAt when it began; null before
     * @param containers how many containers were observed
     */
    public static ObservationTerm of(
            ProfileObservationSpec spec, @Nullable Instant startedAt, int containers, Instant now) {
        Optional<Duration> left = Optional.ofNullable(spec.duration())
                .filter(text -> startedAt != null)
                .map(text -> Duration.between(now, end(startedAt, GoDuration.parse(text))));
        if (spec.suspended()) {
            return over(Ending.SUSPENDED);
        }
        if (left.filter(time -> !time.isPositive()).isPresent()) {
            return over(Ending.DURATION_OVER);
        }
        if (spec.containers() != null && containers >= spec.containers()) {
            return over(Ending.CONTAINERS_SEEN);
        }
        return new ObservationTerm(Optional.empty(), left);
    }

    private static ObservationTerm over(Ending ending) {
        return new ObservationTerm(Optional.of(ending), Optional.empty());
    }

    private static Instant end(@Nullable Instant start, Duration duration) {
        return start == null ? Instant.MAX : start.plus(duration);
    }
}
