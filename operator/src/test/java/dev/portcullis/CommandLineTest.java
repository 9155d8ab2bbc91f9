package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder is a case: {@code args.txt} has the words of a command line, one a line, {@code FOLDER} standing for the
 * folder itself; {@code stdin.txt} may be its standard input. It must print {@code out.txt} and {@code err.txt} and end
 * with the code in {@code exit.txt}; of these, absent ones are empty, or 0. The system property {@code
 * portcullis.golden=write} writes them instead.
 */
class CommandLineTest {

    private static final Path CASES = Path.of("src/test/resources/cli");
    private static final boolean WRITE = "write".equals(System.getProperty("portcullis.golden"));

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersAsTheFolderSays(Path folder) throws IOException {
        String[] args = Files.readAllLines(folder.resolve("args.txt")).stream()
                .map(word -> word.replace("FOLDER", folder.toString()))
                .toArray(String[]::new);
        CommandResult result = withInput(content(folder.resolve("stdin.txt")), () -> CommandResult.of(args));
        // Code scanning knows files by their path in the repository, where tests run in one.
        String out = result.out().replace("operator/" + folder, "FOLDER").replace(folder.toString(), "FOLDER");
        expect(folder.resolve("out.txt"), out, "");
        expect(folder.resolve("err.txt"), result.err().replace(folder.toString(), "FOLDER"), "");
        expect(folder.resolve("exit.txt"), result.status() + "\n", "0\n");
    }

    private static void expect(Path file, String actual, String whenAbsent) throws IOException {
        if (WRITE) {
            if (actual.equals(whenAbsent)) {
                Files.deleteIfExists(file);
            } else {
                Files.writeString(file, actual);
            }
        }
        String expected = Files.exists(file) ? Files.readString(file) : whenAbsent;
        assertThat(actual).as(file.toString()).isEqualTo(expected);
    }

    private static byte[] content(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private static CommandResult withInput(byte[] bytes, Supplier<CommandResult> action) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return action.get();
        } finally {
            System.setIn(before);
        }
    }
}
