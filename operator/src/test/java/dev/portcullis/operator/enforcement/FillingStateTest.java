package dev.portcullis.operator.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The condition Enforced of a block for all pods says whether they are filled in, and why not. */
class FillingStateTest {

    private static final Set<String> EXEMPT = Set.of("kube-system", "own");
    private static final Availability EVERYWHERE = new Availability("2026-01-02T03:04:05Z", null, true, List.of());

    @Test
    void podsAreFilledInOnlyWithAFileThatIsThere() {
        assertThat(new FillingState.Fills(EVERYWHERE, Optional.empty()).fills()).isTrue();
        for (FillingState other : List.of(
                new FillingState.Waits(EVERYWHERE),
                new FillingState.Behind("a"),
                new FillingState.WithoutFile("SeccompProfileMissing", "none"),
                new FillingState.Ended())) {
            assertThat(other.fills()).as(other.toString()).isFalse();
        }
    }

    @Test
    void itNamesWhatIsExemptAndTheNodesThatWereNotWaitedFor() {
        assertThat(new FillingState.Fills(EVERYWHERE, Optional.empty()).enforced(EXEMPT))
                .isEqualTo(new Enforced(
                        true,
                        "Mutate",
                        "pods that name no profile get the block's file when they are created, running ones stay as they"
                                + " are; exempt are kube-system, own"));
        Availability notOnAll = new Availability("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z", true, List.of("n2"));
        assertThat(new FillingState.Fills(notOnAll, Optional.of("the base is refused"))
                        .enforced(EXEMPT)
                        .message())
                .contains("pods on n2 wait for the file", "an older one: the base is refused");
    }

    @Test
    void itSaysWhyNoPodIsFilledIn() {
        Availability waits = new Availability(null, "2026-01-02T03:04:05Z", false, List.of("n1", "n2"));
        assertThat(new FillingState.Waits(waits).enforced(EXEMPT))
                .extracting(Enforced::holds, Enforced::reason)
                .containsExactly(false, "MutateWaitingForNodes");
        assertThat(new FillingState.Waits(waits).enforced(EXEMPT).message()).contains("waiting for n1, n2");
        assertThat(new FillingState.WithoutFile("SeccompProfileMissing", "there is none").enforced(EXEMPT))
                .isEqualTo(new Enforced(false, "SeccompProfileMissing", "there is none"));
        assertThat(new FillingState.Ended().enforced(EXEMPT).holds()).isFalse();
        // Its pods are filled in all the same.
        assertThat(new FillingState.Behind("a").enforced(EXEMPT).holds()).isTrue();
    }
}
