package dev.portcullis.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a command has done what a page shows. */
class ShownOutputTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web True 2s                  | web   True   3m10s",
                "since 2026-11-29T12:00:00Z   | since 2027-01-01T00:00:01.5Z",
                "sha256 0123456789abcdef      | sha256 fedcba9876543210",
                "pod/web-5d9c7b8df6-x2x4z     | pod/web-7f6b5c4d99-bcd2f",
                "from 10.0.0.1                | from 192.168.1.20",
                "on ... of 3 nodes            | on 2 of 3 nodes",
                "took 0.31s                   | took 1s",
            })
    void whatDiffersFromRunToRunMayDiffer(String shown, String actual) {
        assertThat(new ShownOutput(List.of(shown)).admits(actual + "\n")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web True 2s      | web False 2s",
                "3 profiles       | 2 profiles",
                "portcullis-agent | portcullis-operator",
                "one line         | one line and more",
                "1.37             | 1.38",
            })
    void everythingElseMayNot(String shown, String actual) {
        assertThat(new ShownOutput(List.of(shown)).admits(actual + "\n")).isFalse();
    }

    @Test
    void dotsAloneStandForAnyLines() {
        ShownOutput shown = new ShownOutput(List.of("first", "...", "last"));
        assertThat(shown.admits("first\nlast\n")).isTrue();
        assertThat(shown.admits("first\nsecond\nthird\nlast\n")).isTrue();
        assertThat(shown.admits("first\nsecond\n")).isFalse();
    }

    @Test
    void emptyLinesDoNotCount() {
        assertThat(new ShownOutput(List.of("", "a", "", "b")).admits("a\nb\n\n"))
                .isTrue();
    }
}
