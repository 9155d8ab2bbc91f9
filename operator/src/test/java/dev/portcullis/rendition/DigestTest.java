package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    /** The number of characters after which a text is cut. */
    private static final int PART = 16 << 10;

    /** Lengths around those at which a text is cut, with characters that must not be. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16383, 16384, 16385, 32767, 32768, 100_000})
    void aTextHasTheDigestOfItsBytes(int length) throws IOException {
        for (String text : new String[] {"a".repeat(length), "é€".repeat(length), "a" + "😀".repeat(length)}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            String digest = digestOf(bytes);
            assertThat(Digest.sha256(text)).isEqualTo(digest);
            assertThat(Digest.sha256(new ByteArrayInputStream(bytes), bytes.length))
                    .isEqualTo(digest);
            assertThat(Digest.sha256(new ByteArrayInputStream(bytes), Math.max(0, bytes.length - 1)))
                    .satisfies(cut -> assertThat(cut.equals(digest)).isEqualTo(bytes.length == 0));
        }
    }

    /** Half a pair is encoded as a question mark, so a pair that is cut would have another digest. */
    @ParameterizedTest(name = "{index}") // half a pair has no place in a report
    @ValueSource(
            strings = {
                "\ud83d\ud83d\ude00", // a lone high surrogate, then a pair across the cut
                "\ud83d\ude00", // a pair across the cut
                "\ud83d\ud83d\ud83d\ude00",
                "\ud83dx", // a lone high surrogate before the cut
                "x\ude00", // a lone low one after it
                "\ude00\ud83d"
            })
    void surrogatesAroundTheCutAreReadAsInTheWholeText(String around) {
        for (int before = PART - around.length(); before <= PART; before++) {
            String text = "a".repeat(before) + around + "b".repeat(PART);
            assertThat(Digest.sha256(text))
                    .as("%d characters before", before)
                    .isEqualTo(digestOf(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Property(tries = 300)
    void everyTextHasTheDigestOfItsBytes(
            @ForAll @IntRange(min = 2 * PART - 6, max = 2 * PART + 1) int before,
            @ForAll("pieces") List<String> around) {
        String text = "a".repeat(before) + String.join("", around);
        assertThat(Digest.sha256(text)).isEqualTo(digestOf(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String digestOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of("a", "é", "€", "😀", "\ud83d", "\ude00").list().ofMaxSize(10);
    }
}
