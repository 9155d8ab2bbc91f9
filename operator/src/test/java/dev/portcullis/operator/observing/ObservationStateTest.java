package dev.portcullis.operator.observing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.observing.ObservationTerm.Ending;
import dev.portcullis.operator.rollout.Observers;
import dev.portcullis.seccomp.Finding;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObservationStateTest {

    private static final ProfileObservationSpec NAMED =
            new ProfileObservationSpec("web", "Deny", null, null, null, null, null, null);
    private static final ProfileObservationSpec SELECTED =
            new ProfileObservationSpec("web", "Deny", new LabelSelector(), null, null, null, null, null);
    private static final ProfileObservationSpec ALLOWED =
            new ProfileObservationSpec(null, "Allow", new LabelSelector(), null, null, null, null, null);
    private static final ObservationTerm GOES_ON = new ObservationTerm(Optional.empty(), Optional.empty());
    private static final Availability EVERYWHERE = new Availability("2026-05-01T12:00:00Z", null, true, List.of());
    private static final Observers READY = new Observers(3, List.of());
    private static final Duration NEW = Duration.ofSeconds(1);

    @Test
    void podsAreSentThereOnceTheFileAndObserversAreThere() {
        ObservationState observing = of(SELECTED, EVERYWHERE, READY, false, NEW);
        assertThat(observing.holds()).isTrue();
        assertThat(observing.reason()).isEqualTo("Filling");
        assertThat(observing.message())
                .contains("portcullis/observed/o.json", "name no profile or web", "exempt are kube-system")
                .doesNotContain("ENOSYS", ";  ");
        assertThat(of(NAMED, EVERYWHERE, READY, false, NEW).reason()).isEqualTo("ByName");
        assertThat(of(ALLOWED, EVERYWHERE, READY, false, NEW).message())
                .contains("ENOSYS", "test clusters and canaries");
    }

    @Test
    void noPodIsSentWhereTheFileOrEveryObserverIsMissing() {
        assertThat(of(
                        SELECTED,
                        new Availability(null, "2026-05-01T12:00:00Z", false, List.of("n1")),
                        READY,
                        false,
                        NEW))
                .extracting(ObservationState::holds, ObservationState::reason)
                .containsExactly(false, "WaitingForNodes");
        assertThat(of(SELECTED, EVERYWHERE, Observers.NONE, true, NEW))
                .extracting(ObservationState::holds, ObservationState::reason)
                .containsExactly(false, "NoObservers");
    }

    @Test
    void aNewObservationWaitsForEveryObserverForAWhile() {
        Observers some = new Observers(1, List.of("n2"));
        ObservationState waits = of(SELECTED, EVERYWHERE, some, false, NEW);
        assertThat(waits.reason()).isEqualTo("WaitingForObservers");
        assertThat(waits.message()).contains("n2");
        assertThat(waits.left(NEW)).contains(ObservationState.PATIENCE.minus(NEW));
        ObservationState begins = of(SELECTED, EVERYWHERE, some, false, ObservationState.PATIENCE);
        assertThat(begins.holds()).isTrue();
        assertThat(begins.message()).contains("pods on n2 wait for an observer");
        assertThat(begins.left(ObservationState.PATIENCE)).isEmpty();
        assertThat(of(SELECTED, EVERYWHERE, some, true, NEW).holds()).isTrue();
    }

    @Test
    void itEndsByDeletionAndByItsTermFirst() {
        ObservationTerm over = new ObservationTerm(Optional.of(Ending.CONTAINERS_SEEN), Optional.empty());
        assertThat(of(SELECTED, circumstances(true, over, true, Optional.empty()))
                        .reason())
                .isEqualTo("Deleted");
        ObservationState ended = of(SELECTED, circumstances(false, over, true, Optional.empty()));
        assertThat(ended.reason()).isEqualTo("ContainersSeen");
        assertThat(ended.message()).contains("portcullis observe o --profile", "observed until they end");
    }

    @Test
    void aSpecThatIsRefusedSaysWhyAndAnOlderFileStays() {
        Optional<Finding> refusal =
                Optional.of(new Finding(Finding.Code.PROFILE_MISSING, "spec.seccompProfile", "there is none"));
        assertThat(of(SELECTED, circumstances(false, GOES_ON, false, refusal)))
                .isEqualTo(new ObservationState(false, "SeccompProfileMissing", "there is none"));
        assertThat(of(SELECTED, circumstances(false, GOES_ON, false, Optional.empty()))
                        .reason())
                .isEqualTo("Rendering");
        assertThat(of(SELECTED, circumstances(false, GOES_ON, true, refusal)).message())
                .contains("the file is an older one: there is none");
    }

    private static ObservationState of(
            ProfileObservationSpec spec, Availability availability, Observers observers, boolean begun, Duration age) {
        return of(
                spec,
                new ObservationState.Circumstances(
                        false, GOES_ON, true, Optional.empty(), availability, observers, begun, age));
    }

    private static ObservationState of(ProfileObservationSpec spec, ObservationState.Circumstances circumstances) {
        return ObservationState.of("o", spec, circumstances, Set.of("kube-system"));
    }

    private static ObservationState.Circumstances circumstances(
            boolean deleted, ObservationTerm term, boolean hasFile, Optional<Finding> refusal) {
        return new ObservationState.Circumstances(deleted, term, hasFile, refusal, EVERYWHERE, READY, true, NEW);
    }
}
