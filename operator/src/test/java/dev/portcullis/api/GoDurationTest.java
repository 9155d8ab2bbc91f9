package dev.portcullis.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "30m, PT30M",
        "1h30m, PT1H30M",
        "90s, PT1M30S",
        "1500ms, PT1.5S",
        "1m1ms, PT1M0.001S",
        "1.5h, PT1H30M",
        "0.0001s, PT0.001S",
        "0s, PT0S"
    })
    void aDurationIsReadAsGoReadsIt(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).isEqualTo(duration);
    }
}
