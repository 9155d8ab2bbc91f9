package dev.portcullis.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Medians and percentiles of a few values, and the figures that the table prints. */
class MedianTest {

    @Test
    void theMedianIsTheMiddleInWhateverOrder() {
        assertThat(Samples.of(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(Samples.of(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
        assertThat(Samples.of(7).median()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "5, 5", "10, 9", "11, 10", "20, 18", "100, 90"})
    void aPercentileIsTheNearestRank(int count, double ninetieth) {
        List<Double> values =
                IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList();
        Samples samples = Samples.of(values.reversed());
        assertThat(samples.percentile(90)).isEqualTo(ninetieth);
        assertThat(samples.percentile(100)).isEqualTo(samples.max()).isEqualTo(count);
        assertThat(samples.percentile(0)).isEqualTo(samples.min()).isEqualTo(1);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> Samples.of(Collections.emptyList())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0304, 0.0304",
        "0.0300, 0.03",
        "0.1204, 0.12",
        "1.504, 1.5",
        "12.04, 12",
        "96, 96",
        "3300, 3300",
        "0, 0",
        "0.0004, 0.0004",
        "117.8, 118"
    })
    void figuresHaveTheDigitsThatCount(double value, String text) {
        assertThat(Figures.of(value)).isEqualTo(text);
    }

    @Test
    void aTallyKeepsTheValuesOfEveryRepetition() throws Exception {
        Tally tally = new Tally();
        Tally.repeat(7, i -> tally.add("row", i));
        assertThat(tally.count("row")).isEqualTo(7);
        assertThat(tally.samples()).containsEntry("row", Samples.of(List.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)));
        assertThat(tally.count("other")).isZero();
    }
}
