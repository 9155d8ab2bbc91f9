package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sample {@code runtime-default} means what the runtimes' own defaults mean, but for what {@code differences.txt}
 * says and explains. The files to compare with come from {@code hack/runtime-defaults}; with {@code
 * -Dportcullis.runtimeDefault=FILE} the difference from any other is printed.
 */
class RuntimeDefaultTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path SAMPLE = Path.of("../config/samples/runtime-default.yaml");
    private static final Path EXPLAINED = Path.of("src/test/resources/runtime-default/differences.txt");
    private static final Path FETCHED = Path.of("target/runtime-defaults");
    private final Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"));

    static List<String> theirs() {
        List<String> theirs = new ArrayList<>(List.of("docker", "containers-common"));
        Optional.ofNullable(System.getProperty("portcullis.runtimeDefault")).ifPresent(theirs::add);
        return theirs;
    }

    @ParameterizedTest
    @MethodSource("theirs")
    void everyDifferenceFromARuntimesDefaultIsExplained(String runtime) throws IOException {
        Path file = runtime.contains("/") ? Path.of(runtime) : fetched(runtime);
        String version = file.getFileName().toString().replace(".json", "");
        List<String> differences = differences(file);
        differences.forEach(difference -> System.out.println(version + " | " + difference));
        List<String[]> explained = Files.readAllLines(EXPLAINED).stream()
                .filter(line -> line.startsWith(version + " | "))
                .map(line -> line.split(" \\| ", 2)[1].split(" # ", 2))
                .toList();
        assumeTrue(!explained.isEmpty(), EXPLAINED + " explains other versions than " + version);
        assertThat(explained)
                .allSatisfy(line ->
                        assertThat(line).as("difference and explanation").hasSize(2));
        assertThat(differences)
                .containsExactlyInAnyOrderElementsOf(
                        explained.stream().map(line -> line[0]).toList());
    }

    @Test
    void rendersWithNoWarningButTheExpectedOnes() throws IOException {
        assertThat(render(Set.of()).warnings())
                .extracting(Finding::code)
                .containsExactlyInAnyOrder(
                        // Rules that are left out, and rules that are kept.
                        Finding.Code.CAPABILITY_CONDITIONS,
                        Finding.Code.CAPABILITY_CONDITIONS,
                        Finding.Code.DANGEROUS_SYSCALLS);
        assertThat(render(Differences.EVERY).warnings())
                .extracting(Finding::code)
                .containsExactly(Finding.Code.DANGEROUS_SYSCALLS);
    }

    private Rendering.Rendered render(Set<Capability> capabilities) throws IOException {
        return (Rendering.Rendered) renderer.render("runtime-default", sample(), Bases.NONE, capabilities);
    }

    private List<String> differences(Path theirs) throws IOException {
        SeccompProfileSpec spec = new ObjectMapper().readValue(theirs.toFile(), SeccompProfileSpec.class);
        return new Differences(read(spec), read(sample())).lines();
    }

    private static SeccompProfileSpec sample() throws IOException {
        return YAML.readValue(SAMPLE.toFile(), SeccompProfile.class).getSpec();
    }

    private ProfileStack read(SeccompProfileSpec spec) {
        return ((Reading.Read) renderer.read("profile", spec, Bases.NONE, Set.of())).stack();
    }

    private static Path fetched(String runtime) throws IOException {
        List<Path> found = List.of();
        if (Files.isDirectory(FETCHED)) {
            try (Stream<Path> files = Files.list(FETCHED)) {
                found = files.filter(file -> file.getFileName().toString().startsWith(runtime + "-"))
                        .toList();
            }
        }
        assumeTrue(
                found.size() == 1, "no default of " + runtime + " to compare with; hack/runtime-defaults fetches it");
        return found.getFirst();
    }
}
