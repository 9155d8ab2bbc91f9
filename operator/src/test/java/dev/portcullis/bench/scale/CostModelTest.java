package dev.portcullis.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class CostModelTest {

    @Test
    void oneChangeIsOneReportOfEachNode() {
        Cost cost = predict(300, 100, 1);
        assertThat(cost.reports()).isEqualTo(300);
        assertThat(cost.writes()).isEqualTo(2 + 300 + cost.statuses());
    }

    @Test
    void aStatusIsWrittenAtTheEndAndBeforeItAtGrowingIntervals() {
        assertThat(CostModel.statuses(0.4)).isEqualTo(1);
        assertThat(CostModel.statuses(0.6)).isEqualTo(2);
        assertThat(CostModel.statuses(1.6)).isEqualTo(3);
        assertThat(CostModel.statuses(11.0)).isEqualTo(4);
    }

    /** Windows of 20, 40, 80 ms and so on, at most 4 s: eight of them are over after 5 s. */
    @Test
    void reportsOfABurstGrowWithItsLogarithmAtFirst() {
        assertThat(CostModel.reports(0, 0, 2)).isEqualTo(1);
        assertThat(CostModel.reports(5.1, 0, 2)).isEqualTo(8, within(0.1));
        assertThat(CostModel.reports(45.1, 0, 2) - CostModel.reports(5.1, 0, 2)).isEqualTo(10, within(1.0));
    }

    /** Of the runs in docs/scale.md. */
    @Test
    void measuredRunsArePredicted() {
        assertNear(predict(100, 100, 1), 103, 0.42, 0.05, 0.4, 151);
        assertNear(predict(300, 100, 1), 304, 1.42, 0.11, 1.2, 152);
        assertNear(predict(1000, 100, 1), 1005, 4.54, 0.36, 4.1, 168);
        assertNear(predict(50, 1000, 100), 842, 6.64, 1.75, 20.3, 169);
        assertNear(predict(300, 100, 100), 2963, 15.66, 2.68, 122.1, 157);
        assertNear(predict(1000, 100, 100), 5207, 27.54, 5.22, 408.2, 178);
    }

    @Test
    void nothingGrowsFasterThanItsNodes() {
        for (int changes : new int[] {1, 100}) {
            Cost few = CostModel.predict(500, 1000, changes, SizedProfile.SMALLEST, 16);
            Cost many = CostModel.predict(5000, 1000, changes, SizedProfile.SMALLEST, 16);
            // A burst that takes ten times as long has more reports of each node, up to one in 4 s.
            assertThat(many.apiServerCpu()).isLessThan(25 * few.apiServerCpu());
            assertThat(many.watchMegabytes()).isEqualTo(10 * few.watchMegabytes(), within(1e-6));
        }
    }

    private static Cost predict(int nodes, int profiles, int changes) {
        return CostModel.predict(nodes, profiles, changes, SizedProfile.SMALLEST, 2);
    }

    private static void assertNear(
            Cost predicted, double writes, double apiServerCpu, double operatorCpu, double megabytes, double resident) {
        assertThat((double) predicted.writes()).isCloseTo(writes, withinPercentage(35));
        assertThat(predicted.apiServerCpu()).isCloseTo(apiServerCpu, withinPercentage(40));
        assertThat(predicted.operatorCpu()).isCloseTo(operatorCpu, withinPercentage(40));
        assertThat(predicted.watchMegabytes()).isCloseTo(megabytes, withinPercentage(10));
        assertThat(predicted.operatorMegabytes()).isCloseTo(resident, withinPercentage(10));
    }
}
