package dev.portcullis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.metrics.RolloutTimes.Going;
import dev.portcullis.operator.metrics.RolloutTimes.Look;
import dev.portcullis.operator.metrics.RolloutTimes.State;
import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutTimesTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final Subject web = Subject.profile("web");
    private final RolloutTimes times = new RolloutTimes();

    @Test
    void aChangeLastsFromItsFirstLookUntilItIsEverywhere() {
        assertThat(look(1, "-", State.UNDER_WAY, 0)).isEmpty();
        assertThat(look(1, "a", State.UNDER_WAY, 2)).isEmpty();
        assertThat(times.going()).isEqualTo(Map.of(List.of("SeccompProfile", "false"), new Going(1, T0)));
        assertThat(look(1, "a", State.EVERYWHERE, 5)).contains(Duration.ofSeconds(5));
        assertThat(times.going()).isEmpty();
        assertThat(look(1, "a", State.UNDER_WAY, 60))
                .as("a node that joins is no change")
                .isEmpty();
        assertThat(look(1, "a", State.EVERYWHERE, 61)).isEmpty();
    }

    @Test
    void otherDocumentsAreAChangeTooAndANewGenerationStartsAnew() {
        look(1, "a", State.EVERYWHERE, 0);
        assertThat(look(1, "b", State.UNDER_WAY, 10)).as("a base was edited").isEmpty();
        assertThat(look(1, "b", State.EVERYWHERE, 11)).contains(Duration.ofSeconds(1));
        look(2, "c", State.UNDER_WAY, 20);
        look(3, "d", State.UNDER_WAY, 30);
        assertThat(look(3, "d", State.EVERYWHERE, 34)).contains(Duration.ofSeconds(4));
    }

    @Test
    void whatWasOverBeforeTheOperatorStartedIsNotCounted() {
        assertThat(times.look(web, new Look(4, "a", false, State.EVERYWHERE, true), T0, T0))
                .isEmpty();
        assertThat(look(5, "a", State.EVERYWHERE, 7)).contains(Duration.ZERO);
    }

    @Test
    void whatDoesNotGoOutIsNotWaitedFor() {
        look(1, "a", State.UNDER_WAY, 0);
        assertThat(look(2, "a", State.NOT_GOING_OUT, 5)).as("refused").isEmpty();
        assertThat(times.going()).isEmpty();
        look(3, "b", State.UNDER_WAY, 9);
        times.forget(web);
        assertThat(times.going()).isEmpty();
    }

    @Test
    void aFailedReconciliationIsNotOverAndTheNextGoodOneTellsWhetherItWasAChange() {
        look(1, "a", State.EVERYWHERE, 0);
        times.look(web, Look.unknown(1), T0.plusSeconds(5), T0.plusSeconds(5));
        assertThat(times.going()).hasSize(1);
        assertThat(look(1, "a", State.EVERYWHERE, 6)).as("nothing had changed").isEmpty();
        assertThat(times.going()).isEmpty();
        times.look(web, Look.unknown(2), T0.plusSeconds(10), T0.plusSeconds(10));
        assertThat(look(2, "b", State.EVERYWHERE, 13)).contains(Duration.ofSeconds(3));
    }

    @Test
    void theOldestOfEachSortIsKnown() {
        look(1, "a", State.UNDER_WAY, 9);
        Look canary = new Look(1, "a", true, State.UNDER_WAY, false);
        times.look(Subject.profile("one"), new Look(1, "a", false, State.UNDER_WAY, false), T0, T0);
        times.look(Subject.profile("canary"), canary, T0.plusSeconds(1), T0.plusSeconds(1));
        times.look(Subject.policy("web"), canary, T0.plusSeconds(2), T0.plusSeconds(2));
        assertThat(times.going())
                .isEqualTo(Map.of(
                        List.of("SeccompProfile", "false"), new Going(2, T0),
                        List.of("SeccompProfile", "true"), new Going(1, T0.plusSeconds(1)),
                        List.of("CapabilityPolicy", "true"), new Going(1, T0.plusSeconds(2))));
    }

    private Optional<Duration> look(long generation, String documents, State state, int second) {
        Instant now = T0.plusSeconds(second);
        return times.look(web, new Look(generation, documents, false, state, false), now, now);
    }
}
