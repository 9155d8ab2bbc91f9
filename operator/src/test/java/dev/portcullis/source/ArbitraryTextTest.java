package dev.portcullis.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes are, the answer is a profile or a refusal that says where; nothing else is thrown. */
class ArbitraryTextTest {

    private static final Path CASES = Path.of("src/test/resources/import");
    private static final String FILE = "in.file";
    private static final List<String> FRAGMENTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\n",
            " ",
            "\t",
            "- ",
            "---\n",
            "&a ",
            "*a",
            "!!binary ",
            "!!int ",
            "|\n",
            "? ",
            "%YAML 9.9\n",
            "defaultAction",
            "syscalls",
            "names",
            "args",
            "value",
            "apiVersion: ",
            "kind: SeccompProfile\n",
            "spec",
            "includes",
            "null",
            "1e999",
            "0x",
            ".nan",
            "-1",
            "99999999999999999999",
            "SCMP_ACT_ERRNO",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "1234 ",
            "[pid 12] ",
            "[ Process PID=1 runs in 32 bit mode. ]",
            "openat(",
            "syscall_0xffffffff(",
            "SYS_999999999(",
            "64:",
            "#64(",
            "<... ",
            " resumed>",
            "restart_syscall(<... resuming interrupted ",
            "% time seconds usecs/call calls errors syscall\n",
            "------ ---\n",
            "total",
            "type=1326 ",
            " arch=c000003e",
            " syscall=",
            "4294967295",
            "unknown-syscall(",
            " comm=",
            "41424",
            "\u001d",
            "audit: ",
            "ociVersion",
            "linux");

    @Property(tries = 1000)
    void bytesAreReadOrRefused(@ForAll @Size(max = 400) byte[] bytes) throws IOException {
        readInEveryFormat(bytes);
    }

    @Property(tries = 1000)
    void fragmentsOfAllFormatsAreReadOrRefused(@ForAll("fragments") String text) throws IOException {
        readInEveryFormat(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void brokenCopiesOfTheCasesAreReadOrRefused(@ForAll("brokenCases") String text) throws IOException {
        readInEveryFormat(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(FRAGMENTS).list().ofMaxSize(40).map(parts -> String.join("", parts));
    }

    /** A case of which a piece is replaced. */
    @Provide
    Arbitrary<String> brokenCases() throws IOException {
        return Combinators.combine(
                        Arbitraries.of(sources()),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 30),
                        fragments())
                .as((text, where, length, replacement) -> {
                    int from = (int) (where * text.length());
                    int to = Math.min(text.length(), from + length);
                    return text.substring(0, from) + replacement + text.substring(to);
                });
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            List<Path> sources = files.filter(
                            file -> file.getFileName().toString().startsWith("in."))
                    .sorted()
                    .toList();
            return sources.stream().map(ArbitraryTextTest::start).toList();
        }
    }

    private static String start(Path source) {
        try {
            String text = Files.readString(source);
            return text.substring(0, Math.min(text.length(), 2000));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readInEveryFormat(byte[] bytes) throws IOException {
        read(bytes, Optional.empty());
        for (Format format : Format.values()) {
            read(bytes, Optional.of(format));
        }
    }

    private static void read(byte[] bytes, Optional<Format> format) throws IOException {
        for (boolean ignoreUnknown : new boolean[] {true, false}) {
            SourceReader reader = new SourceReader(format, Architecture.X86_64, ignoreUnknown);
            try {
                Imported imported = reader.read(FILE, new ByteArrayInputStream(bytes));
                assertThat(imported.notes())
                        .allSatisfy(note -> assertThat(note.toString()).startsWith(FILE));
                String yaml =
                        switch (imported) {
                            case Trace trace -> new Manifest("x", TraceProfile.of(trace, Action.ERRNO)).yaml();
                            case Document document -> new Manifest("x", document.spec()).yaml();
                        };
                assertThat(yaml).startsWith("apiVersion: portcullis.dev/v1\n");
            } catch (SourceException refused) {
                assertThat(refused).hasMessageMatching(FILE + "(:[1-9][0-9]*)?: .+");
            }
        }
    }
}
