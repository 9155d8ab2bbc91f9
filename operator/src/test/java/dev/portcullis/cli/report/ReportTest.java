package dev.portcullis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Position;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

class ReportTest {

    private static final Report FINDINGS = new Report(
            "validate",
            Map.of(),
            "2 profiles in 2 files",
            "",
            List.of(
                    new Diagnostic(
                            Diagnostic.Level.ERROR,
                            "BrokenYaml",
                            ":a b/ä:c,d%.yaml",
                            new Position(3, 7),
                            "",
                            "two\nlines\r"),
                    new Diagnostic(
                            Diagnostic.Level.WARNING,
                            "UnknownSyscall",
                            "e.yaml",
                            Position.FILE,
                            "spec.syscalls[0]",
                            "100% \u001b[31m")));

    @Test
    void annotationsAreEscapedAsTheRunnerReadsThem() {
        assertThat(ReportFormat.github.of(FINDINGS, Ansi.OFF).lines())
                .containsExactly(
                        "::error file=%3Aa b/ä%3Ac%2Cd%25.yaml,line=3,col=7,title=BrokenYaml::two%0Alines%0D",
                        "::warning file=e.yaml,title=UnknownSyscall::spec.syscalls[0]: 100%25  [31m",
                        "2 profiles in 2 files: 1 error, 1 warning");
    }

    /** ESC, CSI as one character, an override of the direction, an invisible tag, a line separator. */
    @Test
    void answersControlNoTerminalEither() {
        String hostile = "a\u001b[1m \u009b31m \u202e \udb40\udc41 \u2028\nb\n";
        assertThat(OutputFormat.text.of(() -> hostile, JsonNodeFactory.instance::objectNode))
                .matches("a \\[1m {2}31m +\nb\n");
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("text", hostile);
        for (OutputFormat format : List.of(OutputFormat.json, OutputFormat.yaml)) {
            assertThat(format.of(() -> "", () -> object)).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
        }
        assertThat(Console.oneLine(hostile)).matches("a \\[1m {2}31m +b ");
    }

    /** SGR 21, picocli's end of bold, is a double underline in many terminals. */
    @Test
    void everyStyleEndsWithAReset() {
        String lines = ReportFormat.lines(FINDINGS, Ansi.ON);
        assertThat(lines).doesNotContain("\u001b[21m");
        assertThat(lines.lines()).allSatisfy(line -> assertThat(line).endsWith("\u001b[0m"));
    }

    /** What GitHub's page "SARIF support for code scanning" calls required. */
    @Test
    void sarifHasWhatCodeScanningNeeds() throws Exception {
        JsonNode log = new ObjectMapper().readTree(ReportFormat.sarif.of(FINDINGS, Ansi.OFF));
        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        assertThat(log.path("$schema").asText()).endsWith("sarif-schema-2.1.0.json");
        assertThat(log.path("runs")).hasSize(1);
        JsonNode driver = log.at("/runs/0/tool/driver");
        assertThat(driver.path("name").asText()).isEqualTo("portcullis");
        Set<String> ids = new HashSet<>();
        for (JsonNode rule : driver.path("rules")) {
            ids.add(rule.path("id").asText());
            for (String text : List.of("shortDescription", "fullDescription", "help")) {
                assertThat(rule.path(text).path("text").asText()).as(text).isNotEmpty();
            }
        }
        assertThat(log.at("/runs/0/results")).hasSize(2);
        for (JsonNode result : log.at("/runs/0/results")) {
            assertThat(ids).contains(result.path("ruleId").asText());
            assertThat(driver.path("rules")
                            .path(result.path("ruleIndex").asInt())
                            .path("id"))
                    .isEqualTo(result.path("ruleId"));
            assertThat(result.path("level").asText()).isIn("error", "warning", "note");
            assertThat(result.path("message").path("text").asText()).isNotEmpty();
            JsonNode physical = result.at("/locations/0/physicalLocation");
            URI uri = new URI(physical.at("/artifactLocation/uri").asText());
            assertThat(uri.isAbsolute()).isFalse();
            assertThat(uri.toString()).matches("\\p{ASCII}+");
            assertThat(physical.at("/region/startLine").asInt()).isPositive();
        }
        assertThat(new URI(log.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                                .asText())
                        .getPath())
                .isEqualTo("./:a b/ä:c,d%.yaml");
    }

    @Test
    void filesAreNamedByTheirPathInTheRepository(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("repository/.git"));
        Path file = Files.createDirectories(folder.resolve("repository/deploy")).resolve("web.yaml");
        Files.writeString(file, "");
        Path stray = Files.writeString(folder.resolve("stray.yaml"), "");
        assertThat(RepositoryPath.of(file.toString())).isEqualTo("deploy/web.yaml");
        assertThat(RepositoryPath.of(file.resolveSibling("../deploy/web.yaml").toString()))
                .isEqualTo("deploy/web.yaml");
        assertThat(RepositoryPath.of(stray.toString())).isEqualTo(stray.toString());
        assertThat(RepositoryPath.of("stdin")).isEqualTo("stdin");
        Report report = new Report(
                "validate",
                Map.of(),
                "",
                "",
                List.of(new Diagnostic(
                        Diagnostic.Level.ERROR, "BrokenYaml", file.toString(), Position.FILE, "", "broken")));
        assertThat(ReportFormat.sarif.of(report, Ansi.OFF)).contains("\"uri\": \"deploy/web.yaml\"");
        assertThat(ReportFormat.github.of(report, Ansi.OFF)).startsWith("::error file=deploy/web.yaml,");
    }

    @Test
    void whatAFileSaysDoesNotReachTheTerminalAsItIs() {
        assertThat(ReportFormat.lines(FINDINGS, Ansi.ON))
                .contains("\u001b[1me.yaml\u001b[0m: ")
                .contains("100%  [31m");
        assertThat(ReportFormat.lines(FINDINGS, Ansi.OFF)).isEqualTo("""
                        :a b/ä:c,d%.yaml:3: error: two lines  [BrokenYaml]
                        e.yaml: warning: spec.syscalls[0]: 100%  [31m [UnknownSyscall]
                        """);
    }
}
