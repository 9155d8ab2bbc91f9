package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.CommandResult;
import dev.portcullis.Portcullis;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What pages write about the program, the chart and the resources is there. */
class PagesTest {

    /** A command line within code, up to where the shell goes on with something else; not the name of a release. */
    private static final Pattern COMMAND = Pattern.compile("\\bportcullis (?!helm/)([a-z]+(?: [^`|;&>#\\n]*)?)");

    private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z-]+");
    private static final Pattern CODE =
            Pattern.compile("^ *```(?:sh|console)\n(.*?)^ *```$|`([^`\n]+)`", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SET = Pattern.compile("--set(?:-string)? ([a-zA-Z.]+)=");
    private static final Pattern MANIFEST = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String OURS = "apiVersion: portcullis.dev/v1\n";

    private static final CommandLine PROGRAM = Portcullis.commandLine();

    static List<Path> pages() throws IOException {
        try (Stream<Path> below = Files.walk(Repository.ROOT.resolve("docs"))) {
            List<Path> pages =
                    new ArrayList<>(below.filter(page -> page.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            pages.addFirst(Repository.ROOT.resolve("README.md"));
            return pages.stream().map(Repository.ROOT::relativize).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsAndOptionsExist(Path page) throws IOException {
        for (String code : found(CODE, Files.readString(Repository.ROOT.resolve(page)))) {
            for (String command : found(COMMAND, code.replace("\\\n", " "))) {
                unknown(command).ifPresent(word -> {
                    throw new AssertionError(page + ": portcullis " + command + ": there is no " + word);
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void valuesOfTheChartExist(Path page) throws IOException {
        JsonNode values = new ObjectMapper(new YAMLFactory())
                .readTree(Repository.ROOT.resolve("helm/portcullis/values.yaml").toFile());
        for (String value : found(SET, Files.readString(Repository.ROOT.resolve(page)))) {
            assertThat(values.at("/" + value.replace('.', '/')).isMissingNode())
                    .as(page + ": --set " + value)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void fieldsOfResourcesExist(Path page, @TempDir Path directory) throws IOException {
        List<String> manifests = found(MANIFEST, Files.readString(Repository.ROOT.resolve(page)));
        for (int i = 0; i < manifests.size(); i++) {
            if (manifests.get(i).contains(OURS)) {
                Path file = Files.writeString(directory.resolve(i + ".yaml"), manifests.get(i));
                String findings = CommandResult.of("validate", "--allow-empty", file.toString())
                        .out();
                assertThat(findings)
                        .as(page + ":\n" + manifests.get(i))
                        .doesNotContain("[UnknownField]", "[UnknownValue]", "[MissingField]", "[WrongType]");
            }
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(PagesTest::first).toList();
    }

    private static String first(MatchResult result) {
        return Optional.ofNullable(result.group(1)).orElseGet(() -> result.group(result.groupCount()));
    }

    /** The first command or option of a command line that the program does not know. */
    private static Optional<String> unknown(String line) {
        CommandLine command = PROGRAM;
        for (String word : line.split(" ", -1)) {
            if (command.getSubcommands().isEmpty() || !word.matches("[a-z]+")) {
                break;
            }
            if (!command.getSubcommands().containsKey(word)) {
                return Optional.of(word);
            }
            command = command.getSubcommands().get(word);
        }
        Matcher options = OPTION.matcher(line);
        while (options.find()) {
            if (command.getCommandSpec().findOption(options.group()) == null) {
                return Optional.of(options.group());
            }
        }
        return Optional.empty();
    }
}
