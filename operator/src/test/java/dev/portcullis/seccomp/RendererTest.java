package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfileSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder is a case: {@code in.yaml} is a spec; {@code out.json} the document, with its warnings in {@code
 * warnings.txt}, or {@code out.txt} the findings, one a line.
 */
class RendererTest {

    private static final Path CASES = Path.of("src/test/resources/render");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final Renderer renderer = new Renderer(Path.of("/run/portcullis"));

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void rendersAsTheFolderSays(Path folder) throws IOException {
        Rendering rendering = renderer.render(spec(folder.resolve("in.yaml")));
        switch (rendering) {
            case Rendering.Rendered rendered -> {
                assertThat(folder.resolve("out.json")).hasContent(rendered.document());
                if (!rendered.warnings().isEmpty() || Files.exists(folder.resolve("warnings.txt"))) {
                    assertThat(folder.resolve("warnings.txt")).hasContent(lines(rendered.warnings()));
                }
            }
            case Rendering.Refused refused ->
                assertThat(folder.resolve("out.txt")).hasContent(lines(refused.findings()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aDocumentRendersToItself(Path folder) throws IOException {
        if (renderer.render(spec(folder.resolve("in.yaml"))) instanceof Rendering.Rendered rendered) {
            SeccompProfileSpec again = YAML.readValue(rendered.document(), SeccompProfileSpec.class);
            assertThat(renderer.render(again)).isEqualTo(rendered);
        }
    }

    @Test
    void aDocumentThatDoesNotFitIntoAConfigMapIsRefused() throws IOException {
        // Every rule has a condition of its own, so that nothing can be merged.
        String rules = IntStream.range(0, 12_000)
                .mapToObj(i -> "{names: [socket], action: SCMP_ACT_ALLOW, args: [{index: 0, value: " + i
                        + ", op: SCMP_CMP_EQ}]}")
                .collect(Collectors.joining(", "));
        SeccompProfileSpec spec =
                YAML.readValue("{defaultAction: SCMP_ACT_ERRNO, syscalls: [" + rules + "]}", SeccompProfileSpec.class);
        assertThat(renderer.render(spec))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.findings())
                        .extracting(Finding::code)
                        .isEqualTo(List.of(Finding.Code.DOCUMENT_TOO_LARGE)));
    }

    private static String lines(List<Finding> findings) {
        return findings.stream().map(f -> f.code().reason() + " " + f).collect(Collectors.joining("\n"));
    }

    private static SeccompProfileSpec spec(Path file) throws IOException {
        return YAML.readValue(file.toFile(), SeccompProfileSpec.class);
    }
}
