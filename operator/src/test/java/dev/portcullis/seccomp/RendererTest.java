package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfileSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A folder is a case: {@code in.yaml} is a spec; {@code out.json} the document, with its warnings in {@code
 * warnings.txt}, {@code out.GOARCH.json} its
 * variants; or {@code out.txt} the findings, one a line. {@code bases/NAME.yaml} are base profiles.
 */
class RendererTest {

    private static final Path CASES = Path.of("src/test/resources/render");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** Which runtimes start containers is another matter: {@link StartWarningsTest}. */
    private final Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"), RuntimeChoice.of("none"));

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    /** An observer believes what the operator alone may write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/run/portcullis/observer.sock",
                "/run/portcullis",
                "/run/a/../portcullis/b/c.sock",
                "/var/run/portcullis/observer.sock",
                "/proc/1/root/run/portcullis/observer.sock"
            })
    void noProfileNamesASocketOfObservers(String path) throws IOException {
        Renderer anywhere = new Renderer(Path.of("/"), RuntimeChoice.of("none"));
        SeccompProfileSpec spec = YAML.readValue(
                "{defaultAction: SCMP_ACT_ALLOW, listenerPath: " + path
                        + ", syscalls: [{names: [mount], action: SCMP_ACT_NOTIFY}]}",
                SeccompProfileSpec.class);
        assertThat(anywhere.render("case", spec, Bases.NONE, Set.of()))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.findings())
                        .extracting(Finding::code)
                        .containsExactly(Finding.Code.LISTENER_PATH_NOT_ALLOWED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void rendersAsTheFolderSays(Path folder) throws IOException {
        Rendering rendering = render(folder, spec(folder.resolve("in.yaml")));
        switch (rendering) {
            case Rendering.Rendered rendered -> {
                assertThat(folder.resolve("out.json")).hasContent(rendered.document());
                assertThat(variants(folder)).isEqualTo(rendered.variants().keySet());
                rendered.variants()
                        .forEach((architecture, variant) -> assertThat(folder.resolve("out." + architecture + ".json"))
                                .hasContent(variant));
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
        if (render(folder, spec(folder.resolve("in.yaml"))) instanceof Rendering.Rendered rendered) {
            SeccompProfileSpec again = YAML.readValue(rendered.document(), SeccompProfileSpec.class);
            assertThat(render(folder, again))
                    .isInstanceOfSatisfying(Rendering.Rendered.class, twice -> assertThat(twice.document())
                            .isEqualTo(rendered.document()));
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
        assertThat(renderer.render("large", spec, Bases.NONE, Set.of()))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.findings())
                        .extracting(Finding::code)
                        .isEqualTo(List.of(Finding.Code.DOCUMENT_TOO_LARGE)));
    }

    private Rendering render(Path folder, SeccompProfileSpec spec) {
        return renderer.render("profile", spec, base -> base(folder, base), Set.of());
    }

    private static Optional<SeccompProfileSpec> base(Path folder, String name) {
        Path file = folder.resolve("bases").resolve(name + ".yaml");
        try {
            return Files.exists(file) ? Optional.of(spec(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> variants(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("out\\..+\\.json"))
                    .map(name -> name.substring("out.".length(), name.length() - ".json".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static String lines(List<Finding> findings) {
        return findings.stream().map(f -> f.code().reason() + " " + f).collect(Collectors.joining("\n"));
    }

    private static SeccompProfileSpec spec(Path file) throws IOException {
        return YAML.readValue(file.toFile(), SeccompProfileSpec.class);
    }
}
