package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.kernel.Oracle;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents in the renderer's golden folders mean to the kernel what their sources mean. */
class OracleIT {

    private static final Path CASES = Path.of("src/test/resources/render");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Oracle ORACLE = new Oracle();

    @AfterAll
    static void close() {
        ORACLE.close();
    }

    /** A folder with bases has no source that a runtime could read. */
    static Stream<Arguments> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders
                    .filter(folder ->
                            Files.exists(folder.resolve("out.json")) && !Files.exists(folder.resolve("bases")))
                    .sorted()
                    .toList()
                    .stream()
                    .flatMap(folder -> Stream.of(
                            Arguments.of(folder, "x86_64", "amd64"), Arguments.of(folder, "aarch64", "arm64")));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void theGoldenDocumentMeansTheSame(Path folder, String arch, String goArch) throws IOException {
        String source =
                JSON.writeValueAsString(YAML.readTree(folder.resolve("in.yaml").toFile()));
        Path variant = folder.resolve("out." + goArch + ".json");
        String rendered = Files.readString(Files.exists(variant) ? variant : folder.resolve("out.json"));
        assertThat(ORACLE.compare(source, rendered, arch, "none")).isEqualTo(Oracle.Answer.SAME);
    }

    @Test
    void theOracleTellsProfilesApart() {
        String allow = "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}";
        assertThat(ORACLE.compare(allow, "{\"defaultAction\": \"SCMP_ACT_LOG\"}", "x86_64", "all")
                        .verdict())
                .isEqualTo("different");
        String dialect = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": []}";
        Oracle.Answer answer = ORACLE.compare(allow, dialect, "x86_64", "all");
        assertThat(answer.verdict()).isEqualTo("error");
        assertThat(answer.details()).singleElement().asString().contains("'archMap'");
    }

    @Test
    void theOraclePassesItsOwnTests() {
        Shell.Result tests = Shell.run(
                        Map.of(),
                        Oracle.PYTHON,
                        "-B",
                        "-m",
                        "unittest",
                        "discover",
                        "--start-directory",
                        Oracle.FOLDER.toString())
                .expectSuccess();
        assertThat(tests.errors()).containsPattern("Ran [1-9][0-9]+ tests");
    }
}
