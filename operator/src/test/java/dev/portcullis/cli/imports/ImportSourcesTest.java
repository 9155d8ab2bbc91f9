package dev.portcullis.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder is a case: {@code in.*} is a source; {@code out.yaml} the profile, with the warnings in {@code notes.txt}, or
 * {@code out.txt} the refusal. The system property {@code portcullis.golden=write} writes what is absent.
 */
class ImportSourcesTest {

    private static final boolean WRITE = "write".equals(System.getProperty("portcullis.golden"));
    private static final Path CASES = Path.of("src/test/resources/import");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsAsTheFolderSays(Path folder) throws IOException {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Optional<SeccompProfileSpec> spec = read(folder, diagnostics);
        if (spec.isPresent()) {
            expect(folder.resolve("out.yaml"), ProfileWriter.yaml("case", spec.get()));
            if (!diagnostics.isEmpty() || Files.exists(folder.resolve("notes.txt"))) {
                expect(folder.resolve("notes.txt"), lines(diagnostics).replace(": warning: ", ": "));
            }
        } else {
            expect(folder.resolve("out.txt"), lines(diagnostics));
        }
    }

    private static void expect(Path file, String actual) throws IOException {
        if (WRITE && !Files.exists(file)) {
            Files.writeString(file, actual.endsWith("\n") ? actual : actual + "\n");
        }
        assertThat(file).hasContent(actual);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsWrittenReadsAsTheSameProfile(Path folder) throws IOException {
        Optional<SeccompProfileSpec> read = read(folder, new ArrayList<>());
        assertThat(read.isPresent()).isEqualTo(Files.exists(folder.resolve("out.yaml")));
        if (read.isPresent()) {
            SeccompProfileSpec spec = read.get();
            for (String written : List.of(ProfileWriter.yaml("case", spec), ProfileWriter.json("case", spec))) {
                JsonNode object = YAML.readTree(written);
                assertThat(YAML.treeToValue(object.get("spec"), SeccompProfileSpec.class))
                        .isEqualTo(spec);
            }
        }
    }

    private static Optional<SeccompProfileSpec> read(Path folder, List<Diagnostic> diagnostics) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path source = files.filter(file -> file.getFileName().toString().startsWith("in."))
                    .findFirst()
                    .orElseThrow();
            InputFile file = new InputFile(source.getFileName().toString(), source, true);
            return new ImportSources(Optional.empty(), Architecture.X86_64, false, diagnostics)
                    .read(List.of(new ImportSources.Source(file, null)), InputStream.nullInputStream())
                    .map(content -> switch (content) {
                        case ImportSources.Content.Traced traced ->
                            traced.trace().profile(Action.ERRNO);
                        case ImportSources.Content.Written written ->
                            written.profile().spec();
                    });
        }
    }

    private static String lines(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(Diagnostic::text).collect(Collectors.joining("\n"));
    }
}
