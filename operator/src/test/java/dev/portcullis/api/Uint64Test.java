package dev.portcullis.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Uint64Test {

    private final ObjectMapper mapper = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9223372036854775807, 9223372036854775807",
        "\"9223372036854775808\", \"9223372036854775808\"",
        "\"0xFFFFFFFFFFFFFFFF\", \"18446744073709551615\"",
        "\"0x10\", 16",
        "18446744073709551615, \"18446744073709551615\""
    })
    void readsEveryFormAndWritesTheOneThatTheApiServerKeeps(String in, String out) throws JsonProcessingException {
        assertThat(mapper.writeValueAsString(mapper.readValue(in, Uint64.class)))
                .isEqualTo(out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "18446744073709551616", "0x", "0x10000000000000000", "ten", "1.5", ""})
    void refusesWhatIsNoUnsigned64BitNumber(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Uint64.of(text)).withMessageContaining(text);
    }

    @Test
    void printsUnsigned() {
        assertThat(new Uint64(-1)).hasToString("18446744073709551615");
    }
}
