package dev.portcullis.operator.observing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.operator.observing.ObservationTerm.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservationTermTest {

    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void withoutLimitsItNeverEnds() {
        assertThat(ObservationTerm.of(spec(null, null, null), START, 1_000_000, Instant.MAX))
                .isEqualTo(new ObservationTerm(Optional.empty(), Optional.empty()));
    }

    @Test
    void theDurationBeginsWithTheObservation() {
        ProfileObservationSpec spec = spec("1m", null, null);
        assertThat(ObservationTerm.of(spec, null, 0, START))
                .isEqualTo(new ObservationTerm(Optional.empty(), Optional.empty()));
        assertThat(ObservationTerm.of(spec, START, 0, START.plusSeconds(20)).left())
                .contains(Duration.ofSeconds(40));
        assertThat(ending(spec, 0, 59)).isEmpty();
        assertThat(ending(spec, 0, 60)).contains(Ending.DURATION_OVER);
        assertThat(ending(spec("2m", null, null), 0, 60)).isEmpty();
    }

    @Test
    void asManyContainersAreEnough() {
        assertThat(ending(spec(null, 3, null), 2, 0)).isEmpty();
        assertThat(ending(spec(null, 3, null), 3, 0)).contains(Ending.CONTAINERS_SEEN);
        assertThat(ending(spec(null, 4, null), 3, 0)).isEmpty();
    }

    @Test
    void itIsSuspendedFirst() {
        assertThat(ending(spec("1m", 1, true), 5, 600)).contains(Ending.SUSPENDED);
        assertThat(ending(spec(null, null, false), 5, 600)).isEmpty();
    }

    private static Optional<Ending> ending(ProfileObservationSpec spec, int containers, long seconds) {
        return ObservationTerm.of(spec, START, containers, START.plusSeconds(seconds))
                .ending();
    }

    private static ProfileObservationSpec spec(
            @Nullable String duration, @Nullable Integer containers, @Nullable Boolean suspend) {
        return new ProfileObservationSpec(null, null, null, null, null, duration, containers, suspend);
    }
}
