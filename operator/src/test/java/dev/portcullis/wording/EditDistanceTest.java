package dev.portcullis.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "read, read, 0",
        "read, reads, 1",
        "read, rad, 1",
        "read, rexd, 1",
        "read, raed, 1",
        "read, write, 4",
        "kitten, sitting, 3",
        "'', abc, 3"
    })
    void aDistanceIsTheNumberOfSlipsInEitherDirection(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b, 9)).isEqualTo(distance);
        assertThat(EditDistance.between(b, a, 9)).isEqualTo(distance);
    }

    @Test
    void aNumberAtTheEndMayBeMeantInLetters() {
        assertThat(EditDistance.nearest("value2", List.of("value", "valueTwo"))).contains("valueTwo");
        assertThat(EditDistance.nearest("arg0", List.of("args", "argZero"))).contains("argZero");
        assertThat(EditDistance.nearest("value2", List.of("value"))).contains("value");
        assertThat(EditDistance.nearest("2", List.of("Two"))).isEmpty();
    }
}
