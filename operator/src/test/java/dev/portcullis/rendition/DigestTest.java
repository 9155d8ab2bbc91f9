package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    /** Lengths around those at which a text is cut, with characters that must not be. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16383, 16384, 16385, 32767, 32768, 100_000})
    void aTextHasTheDigestOfItsBytes(int length) throws IOException {
        for (String text : new String[] {"a".repeat(length), "é€".repeat(length), "a" + "😀".repeat(length)}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            String digest = Digest.sha256(bytes);
            assertThat(Digest.sha256(text)).isEqualTo(digest);
            assertThat(Digest.sha256(new ByteArrayInputStream(bytes), bytes.length))
                    .isEqualTo(digest);
            assertThat(Digest.sha256(new ByteArrayInputStream(bytes), Math.max(0, bytes.length - 1)))
                    .satisfies(cut -> assertThat(cut.equals(digest)).isEqualTo(bytes.length == 0));
        }
    }
}
