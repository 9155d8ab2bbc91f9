package dev.portcullis.wording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {

    @ParameterizedTest
    @CsvSource({
        "'', 4, ..., ''",
        "read, 4, ..., read",
        "reads, 4, ..., r...",
        "reads, 4, …, rea…",
        "reads, 4, '', read",
        "reads, 3, ..., ..."
    })
    void aLongTextEndsWithTheMarkAtTheLength(String text, int length, String mark, String excerpt) {
        assertThat(Excerpt.of(text, length, mark)).isEqualTo(excerpt);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "read, read", "reads, read"})
    void withoutAMarkTheRestIsDropped(String text, String excerpt) {
        assertThat(Excerpt.of(text, 4)).isEqualTo(excerpt);
    }
}
