package dev.portcullis.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** One reader for all that people write: each encoding and each limit is decided once. */
class DocumentReaderTest {

    private static final InputFile STDIN = new InputFile("stdin", null, true);
    private static final String FILE = "in.yaml";

    private final List<Diagnostic> diagnostics = new ArrayList<>();

    @Test
    void everyPartHasItsPosition() {
        for (String text : List.of("a: 1\nb:\n  - c: x\n", "{\"a\": 1,\n\"b\":\n [{\"c\": \"x\"}]}")) {
            Node root = root(text);
            assertThat(root.position("b")).isEqualTo(new Position(2, 1));
            assertThat(root.position("b[0].c").line()).isEqualTo(3);
            assertThat(root.position("b[0].missing").line()).isEqualTo(3);
        }
    }

    @Test
    void aliasesAndMergeKeysAreResolved() {
        Node root = root("a: &some {x: read}\nb: *some\nc: {<<: *some, y: write}\n");
        assertThat(root.member("b").flatMap(b -> b.text("x"))).contains("read");
        assertThat(root.member("c").flatMap(c -> c.text("x"))).contains("read");
    }

    @Test
    void aliasesOfAliasesEndAtABound() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String below = "*a" + (i - 1);
            text.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(10, below)) + "]\n");
        }
        assertThat(DocumentReader.read(FILE, text.toString()).diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains("its aliases counted, has more than 1000000"));
    }

    @Test
    void anAliasOfItselfIsRefused() {
        assertThat(DocumentReader.read(FILE, "a: &a [*a]\n").diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.code()).isEqualTo("BrokenYaml"));
    }

    @Test
    void deepNestingIsRefused() {
        for (String file : List.of("in.yaml", "in.json")) {
            assertThat(DocumentReader.read(file, "[".repeat(500)).diagnostics()).isNotEmpty();
        }
    }

    @Test
    void aSecondKeyIsRefusedInBothSyntaxes() {
        for (String text : List.of("a: 1\na: 2\n", "{\"a\": 1,\n\"a\": 2}")) {
            assertThat(DocumentReader.read("in", text).diagnostics())
                    .singleElement()
                    .satisfies(one -> assertThat(one.text())
                            .isEqualTo("in:2: the key a is already in line 1; keep one of the two"));
        }
    }

    @Test
    void textInBracesIsReadAsJsonOrAsFlowStyle() {
        assertThat(root("{a: x}").text("a")).contains("x");
        assertThat(root("\t{\"a\":\t\"x\"}").text("a")).contains("x");
        assertThat(DocumentReader.read("in", "{\"a\" \"x\"}").diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.code()).isEqualTo("BrokenJson"));
        assertThat(DocumentReader.read("in", "{a: x").diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.code()).isEqualTo("BrokenYaml"));
    }

    @Test
    void aByteOrderMarkIsLeftOutAndLinesMayEndAsOnWindows() {
        Optional<String> text = text("\uFEFFa: x\r\nb: y\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(text).contains("a: x\r\nb: y\r\n");
        assertThat(root(text.orElseThrow()).position("b")).isEqualTo(new Position(2, 4));
        assertThat(root(text.orElseThrow()).text("a")).contains("x");
    }

    @Test
    void gzipIsUnpackedWhateverTheName() throws IOException {
        byte[] packed = packed("a: x\n".getBytes(StandardCharsets.UTF_8));
        assertThat(text(packed)).contains("a: x\n");
        assertThat(text(Arrays.copyOf(packed, packed.length - 12))).isEmpty();
        assertThat(diagnostics).singleElement().satisfies(one -> assertThat(one.text())
                .isEqualTo("stdin: the gzip file is cut off"));
    }

    @Test
    void textThatIsNotUtf8IsRefusedWithItsPosition() {
        assertThat(text("a: x\nb: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
        assertThat(diagnostics).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo("NotUtf8");
            assertThat(one.position()).isEqualTo(new Position(2, 7));
        });
    }

    @Test
    void moreThanTheLimitIsRefusedPackedOrNot() throws IOException {
        byte[] much = new byte[InputFile.MAX_BYTES + 1];
        Arrays.fill(much, (byte) ' ');
        assertThat(text(much)).isEmpty();
        assertThat(text(packed(much))).isEmpty();
        assertThat(diagnostics).hasSize(2).allSatisfy(one -> assertThat(one.message())
                .isEqualTo("the file has more than 16 MiB"));
    }

    private Optional<String> text(byte[] bytes) {
        return STDIN.text(new ByteArrayInputStream(bytes), diagnostics);
    }

    private static Node root(String text) {
        DocumentReader.Documents documents = DocumentReader.read("in", text);
        assertThat(documents.diagnostics()).isEmpty();
        return documents.roots().getFirst();
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
