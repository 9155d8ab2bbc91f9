package dev.portcullis.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonExtentTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\": \"}\"}", "{\"a\": \"\\\"}\\\\\", \"b\": [{}, [1]]}", "}"})
    void theEndIsFoundWhereverItComes(String object) {
        JsonExtent extent = new JsonExtent();
        for (int i = 0; i < object.length() - 1; i++) {
            assertThat(extent.add(bytes(object.substring(i, i + 1))))
                    .as(object.substring(0, i + 1))
                    .isFalse();
        }
        assertThat(extent.add(bytes(object.substring(object.length() - 1)))).isTrue();
        assertThat(new JsonExtent().add(bytes(object + " more {"))).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
