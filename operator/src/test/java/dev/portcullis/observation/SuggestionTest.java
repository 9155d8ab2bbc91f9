package dev.portcullis.observation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.ResultCheck;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.RuntimeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder is a case: {@code node*.yaml} are statuses of NodeObservations, {@code base.yaml} the observed profile's spec where
 * there is one, and {@code out.yaml} is suggested, with {@code notes.txt} for what {@code validate} finds in it, which should
 * be nothing. The system property {@code portcullis.golden=write} writes the two.
 */
class SuggestionTest {

    private static final boolean WRITE = "write".equals(System.getProperty("portcullis.golden"));
    private static final Path CASES = Path.of("src/test/resources/observation");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Renderer RENDERER = new Renderer(Path.of("/run/portcullis"));

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void suggestsWhatTheFolderSays(Path folder) throws IOException {
        Suggestion suggestion = Suggestion.of(
                seen(folder),
                base(folder),
                RuntimeChoice.all(),
                folder.endsWith("denied") ? Set.of() : Set.of("futex", "madvise", "write"));
        String yaml = ProfileWriter.yaml("case", suggestion.spec());
        String findings = String.join(
                "",
                new ResultCheck(RENDERER, bases(folder))
                        .of("case", suggestion.spec()).stream()
                                .map(finding -> finding.text() + "\n")
                                .toList());
        expect(folder.resolve("out.yaml"), yaml);
        expect(folder.resolve("notes.txt"), findings);
    }

    @Test
    void theDigestIsThatOfOneLine() throws IOException {
        Suggestion suggestion = Suggestion.of(seen(CASES.resolve("ls")), null, RuntimeChoice.all(), Set.of());
        assertThat(suggestion.text())
                .startsWith("{\"defaultAction\":\"SCMP_ACT_ERRNO\"")
                .doesNotContain("\n");
        assertThat(new ObjectMapper().readValue(suggestion.text(), SeccompProfileSpec.class))
                .isEqualTo(suggestion.spec());
    }

    private static Observations seen(Path folder) throws IOException {
        List<NodeObservationStatus> statuses = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("node"))
                    .sorted()
                    .toList()) {
                statuses.add(YAML.readValue(file.toFile(), NodeObservationStatus.class));
            }
        }
        return Observations.of(statuses);
    }

    private static Map<String, SeccompProfileSpec> bases(Path folder) throws IOException {
        Path file = folder.resolve("base.yaml");
        return Files.exists(file) ? Map.of("base", YAML.readValue(file.toFile(), SeccompProfileSpec.class)) : Map.of();
    }

    private static @Nullable SuggestionBase base(Path folder) throws IOException {
        SeccompProfileSpec spec = bases(folder).get("base");
        if (spec == null) {
            return null;
        }
        Reading.Read read = (Reading.Read) RENDERER.read("base", spec, Bases.NONE, Set.of());
        return SuggestionBase.of("base", spec, read.stack());
    }

    private static void expect(Path file, String actual) throws IOException {
        if (WRITE) {
            if (actual.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                Files.writeString(file, actual);
            }
        }
        assertThat(actual).as(file.toString()).isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }
}
