package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.kernel.Corpus;
import dev.portcullis.kernel.Oracle;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Profiles as others write them mean to the kernel what they mean to Docker and containers/common, whatever capabilities a
 * container has and on whatever architecture.
 */
class CorpusIT {

    private static final Renderer RENDERER = new Renderer(Path.of("/"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Oracle ORACLE = new Oracle();

    @AfterAll
    static void close() {
        ORACLE.close();
    }

    static Stream<Arguments> cases() {
        return Corpus.files().stream().flatMap(file -> Stream.of("none", "CAP_SYS_ADMIN", "all")
                .flatMap(caps -> Stream.of(Architecture.X86_64, Architecture.ARM64)
                        .map(architecture -> Arguments.of(file.getFileName().toString(), file, caps, architecture))));
    }

    @ParameterizedTest(name = "{0}, capabilities {2}, {3}")
    @MethodSource("cases")
    void aRenderingMeansToTheKernelWhatItsSourceMeans(String name, Path file, String caps, Architecture architecture)
            throws IOException {
        String source = Files.readString(file);
        SeccompProfileSpec spec = JSON.readValue(source, SeccompProfileSpec.class);
        Target target = new Target(capabilities(caps), architecture, null);
        switch (RENDERER.render(name, spec, Bases.NONE, target)) {
            case Rendering.Rendered rendered ->
                assertThat(ORACLE.compare(source, rendered.document(), architecture.kernelName(), caps))
                        .isEqualTo(Oracle.Answer.SAME);
            case Rendering.Refused refused -> {
                // Refused is right only where the runtime refuses too.
                Oracle.Answer answer = ORACLE.compare(
                        source, "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}", architecture.kernelName(), caps);
                if (!answer.verdict().equals("error")) {
                    fail("runtimes take it, but: "
                            + refused.findings().stream().map(Finding::toString).collect(Collectors.joining("; ")));
                }
                assumeTrue(false, "runtimes refuse it too: " + answer.details());
            }
        }
    }

    private static Set<Capability> capabilities(String caps) {
        return switch (caps) {
            case "none" -> Set.of();
            case "all" -> EnumSet.allOf(Capability.class);
            default ->
                Arrays.stream(caps.split(",", 0))
                        .map(one -> Capability.named(one).orElseThrow())
                        .collect(Collectors.toSet());
        };
    }
}
