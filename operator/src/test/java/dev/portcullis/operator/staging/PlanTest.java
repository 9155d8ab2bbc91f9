package dev.portcullis.operator.staging;

import static dev.portcullis.operator.staging.SimulatedRollout.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.Rollout;
import dev.portcullis.api.RolloutStep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

    @Test
    void theLastStepReachesEveryNodeWhetherItIsWrittenOrNot() {
        assertThat(of(step(1, null), step("100%", null)).steps()).isEqualTo(2);
        assertThat(of(step(1, null), step("10%", null)).steps()).isEqualTo(3);
        assertThat(Plan.of(null)).isEmpty();
        assertThat(Plan.of(new Rollout(List.of(step("100%", "1h")), null)))
                .as("at once")
                .isEmpty();
        assertThat(of(step("100%", "1h"), step("100%", null)).steps())
                .as("a pause for all")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "9, 1", "10, 1", "11, 2", "20, 2", "1000, 100"})
    void percentagesAreRoundedUp(int all, int nodes) {
        assertThat(of(step("10%", null)).nodes(0, all)).isEqualTo(nodes);
    }

    @Test
    void laterStepsNeverHaveFewerNodesAndNoneHasMoreThanThereAre() {
        Plan plan = of(step(5, null), step("10%", null));
        assertThat(plan.nodes(1, 20)).isEqualTo(5);
        assertThat(plan.nodes(1, 100)).isEqualTo(10);
        assertThat(plan.nodes(0, 3)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"10m, PT10M", "1h30m, PT1H30M", "1.5h, PT1H30M", "500ms, PT0.5S", "90s, PT1M30S", "0s, PT0S"})
    void pausesAreDurationsAsGoWritesThem(String pause, Duration time) {
        assertThat(step(1, pause).time()).contains(time);
    }

    private static Plan of(RolloutStep... steps) {
        return Plan.of(new Rollout(List.of(steps), null)).orElseThrow();
    }
}
