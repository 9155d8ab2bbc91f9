package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private final JsonLines lines = new JsonLines();

    @Test
    void linesAreCutWhereverTheBytesAre() {
        assertThat(accept("{\"a\":1}\n{\"b\"")).containsExactly("{\"a\":1}");
        assertThat(accept(":2")).isEmpty();
        assertThat(accept("}\n\n{}\n")).containsExactly("{\"b\":2}", "{}");
    }

    private List<String> accept(String text) {
        return lines.accept(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }
}
