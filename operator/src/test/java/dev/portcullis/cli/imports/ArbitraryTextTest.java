package dev.portcullis.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.trace.SourceFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    void bytesAreReadOrRefused(@ForAll @Size(max = 400) byte[] bytes) {
        readInEveryFormat(bytes);
    }

    @Property(tries = 1000)
    void fragmentsOfAllFormatsAreReadOrRefused(@ForAll("fragments") String text) {
        readInEveryFormat(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void brokenCopiesOfTheCasesAreReadOrRefused(@ForAll("brokenCases") String text) {
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
            String text = new String(Files.readAllBytes(source), StandardCharsets.UTF_8);
            return text.substring(0, Math.min(text.length(), 2000));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readInEveryFormat(byte[] bytes) {
        read(bytes, Optional.empty());
        for (SourceFormat format : SourceFormat.values()) {
            read(bytes, Optional.of(format));
        }
    }

    private static void read(byte[] bytes, Optional<SourceFormat> format) {
        for (boolean ignoreUnknown : new boolean[] {true, false}) {
            List<Diagnostic> diagnostics = new ArrayList<>();
            Optional<SeccompProfileSpec> spec = new ImportSources(
                            format, Architecture.X86_64, ignoreUnknown, diagnostics)
                    .read(
                            List.of(new ImportSources.Source(new InputFile(FILE, null, true), null)),
                            new ByteArrayInputStream(bytes))
                    .map(content -> switch (content) {
                        case ImportSources.Content.Traced traced ->
                            traced.trace().profile(Action.ERRNO);
                        case ImportSources.Content.Written written ->
                            written.profile().spec();
                    });
            assertThat(diagnostics)
                    .allSatisfy(one -> assertThat(one.text()).matches("(?s)" + FILE + "(:[1-9][0-9]*)?: .+"));
            assertThat(diagnostics.stream().anyMatch(one -> one.level() == Diagnostic.Level.ERROR))
                    .isEqualTo(spec.isEmpty());
            spec.ifPresent(
                    read -> assertThat(ProfileWriter.yaml("x", read)).startsWith("apiVersion: portcullis.dev/v1\n"));
        }
    }
}
