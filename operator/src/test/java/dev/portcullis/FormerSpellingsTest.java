package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that have another name now are still accepted, and help does not mention them. */
class FormerSpellingsTest {

    private static final String CASES = "src/test/resources/cli/";

    @ParameterizedTest
    @CsvSource({
        "--bases, diff A/diff-bases/a.yaml A/diff-bases/b.yaml --bases A/diff-bases/base.yaml,"
                + " diff A/diff-bases/a.yaml A/diff-bases/b.yaml --base A/diff-bases/base.yaml",
        "--bases, merge A/diff-bases/a.yaml A/diff-bases/b.yaml --bases A/diff-bases/base.yaml,"
                + " merge A/diff-bases/a.yaml A/diff-bases/b.yaml --base A/diff-bases/base.yaml",
        "--profile, explain A/explain-other-profile/stack.yaml openat --profile base,"
                + " explain A/explain-other-profile/stack.yaml#base openat",
        "-p, explain A/explain-other-profile/stack.yaml openat -p base,"
                + " explain A/explain-other-profile/stack.yaml#base openat",
        "\\[NAME=\\]FILE, import --name x A/merge-default/a.json --base plain=A/merge-default/b.json,"
                + " import --name x A/merge-default/a.json --base A/merge-default/b.json#plain",
        "--name, capabilities explain A/capabilities-drop-all/policy.yaml --name nothing,"
                + " capabilities explain A/capabilities-drop-all/policy.yaml#nothing",
    })
    void meanTheSameAsTheNewOnesAndAreNotInTheHelp(String former, String old, String current) {
        CommandResult expected = run(words(current));
        assertThat(expected.out()).isNotEmpty();
        assertThat(expected.err()).doesNotContain("Unknown option");
        assertThat(run(words(old))).isEqualTo(expected);

        List<String> command = words(current).stream()
                .takeWhile(word -> !word.startsWith(CASES) && !word.startsWith("-"))
                .toList();
        String help = run(command, "--help").out();
        assertThat(help).contains("--help").doesNotContainPattern("(?<![\\w-])" + former + "(?![\\w-])");
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split(" "))
                .map(word -> word.replaceFirst("\\bA/", CASES))
                .toList();
    }

    private static CommandResult run(List<String> words, String... more) {
        return CommandResult.of(
                Stream.concat(words.stream(), Arrays.stream(more)).toArray(String[]::new));
    }
}
