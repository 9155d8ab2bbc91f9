package dev.portcullis.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
        assertThat(CostModel.reports(0, 0)).isEqualTo(1);
        assertThat(CostModel.reports(5.1, 0)).isEqualTo(8, within(0.1));
        assertThat(CostModel.reports(45.1, 0) - CostModel.reports(5.1, 0)).isEqualTo(10, within(1.0));
    }

    /** Of the runs in docs/scale.md; writes and CPU of the bursts there are predicted to a factor of two only. */
    @Test
    void measuredRunsArePredicted() {
        assertNear(predict(100, 100, 1), 105, 0.99, 0.4);
        assertNear(predict(300, 100, 1), 306, 3.02, 1.2);
        assertThat(predict(100, 100, 20).watchMegabytes()).isEqualTo(8.1, within(0.8));
        assertThat(predict(300, 100, 20).watchMegabytes()).isEqualTo(24.5, within(2.5));
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

    private static void assertNear(Cost predicted, double writes, double apiServerCpu, double megabytes) {
        assertThat((double) predicted.writes()).isEqualTo(writes, within(writes / 10));
        assertThat(predicted.apiServerCpu()).isEqualTo(apiServerCpu, within(apiServerCpu / 2));
        assertThat(predicted.watchMegabytes()).isEqualTo(megabytes, within(megabytes / 10 + 0.05));
    }
}
