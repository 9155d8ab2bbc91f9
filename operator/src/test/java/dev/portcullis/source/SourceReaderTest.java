package dev.portcullis.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder is a case: {@code in.*} is a source; {@code out.yaml} the profile, with the warnings in {@code notes.txt}, or
 * {@code out.txt} the refusal.
 */
class SourceReaderTest {

    private static final Path CASES = Path.of("src/test/resources/import");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final SourceReader reader = new SourceReader(Optional.empty(), Architecture.X86_64, false);

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsAsTheFolderSays(Path folder) throws IOException {
        try {
            Imported imported = read(folder);
            assertThat(folder.resolve("out.yaml")).hasContent(new Manifest("case", spec(imported)).yaml());
            if (!imported.notes().isEmpty() || Files.exists(folder.resolve("notes.txt"))) {
                assertThat(folder.resolve("notes.txt")).hasContent(lines(imported.notes()));
            }
        } catch (SourceException refused) {
            assertThat(folder.resolve("out.txt")).hasContent(refused.getMessage());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsWrittenReadsAsTheSameProfile(Path folder) throws IOException {
        try {
            SeccompProfileSpec spec = spec(read(folder));
            for (String written : List.of(new Manifest("case", spec).yaml(), new Manifest("case", spec).json())) {
                JsonNode object = YAML.readTree(written);
                assertThat(YAML.treeToValue(object.get("spec"), SeccompProfileSpec.class))
                        .isEqualTo(spec);
            }
        } catch (SourceException refused) {
            assertThat(folder.resolve("out.yaml")).doesNotExist();
        }
    }

    private Imported read(Path folder) throws IOException, SourceException {
        try (Stream<Path> files = Files.list(folder)) {
            Path source = files.filter(file -> file.getFileName().toString().startsWith("in."))
                    .findFirst()
                    .orElseThrow();
            try (InputStream bytes = Files.newInputStream(source)) {
                return reader.read(source.getFileName().toString(), bytes);
            }
        }
    }

    private static SeccompProfileSpec spec(Imported imported) {
        return switch (imported) {
            case Trace trace -> TraceProfile.of(trace, Action.ERRNO);
            case Document document -> document.spec();
        };
    }

    private static String lines(List<Note> notes) {
        return notes.stream().map(Note::toString).collect(Collectors.joining("\n"));
    }
}
