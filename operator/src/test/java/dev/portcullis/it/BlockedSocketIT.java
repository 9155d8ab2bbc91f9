package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.block.BlockReader;
import dev.portcullis.block.BlockReading;
import dev.portcullis.kernel.Call;
import dev.portcullis.kernel.Call32;
import dev.portcullis.kernel.Container;
import dev.portcullis.machine.Repository;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import dev.portcullis.seccomp.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel refuses what the sample block af-alg names, natively and to 32-bit programs, and makes other sockets. */
class BlockedSocketIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path SAMPLES = Repository.ROOT.resolve("config/samples");
    private static final int AF_INET = 2;
    private static final int AF_ALG = 38;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_SEQPACKET = 5;

    @TempDir
    static Path workspace;

    private static Container container;

    @BeforeAll
    static void prepareContainers() throws IOException {
        Container.assumePossible();
        container = Container.with(workspace, "/usr/bin/perl");
    }

    @Test
    void aProfileThatAllowsEverything() throws IOException {
        SeccompProfileSpec spec = new SeccompProfileSpec(
                null,
                "SCMP_ACT_ALLOW",
                null,
                null,
                List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86"),
                null,
                null,
                null,
                null,
                null);
        isBlocked(spec, "EPERM");
    }

    /** Runtimes leave out rules that repeat the default, EPERM; a rule on socketcall needs another errno. */
    @Test
    void runtimeDefault() throws IOException {
        isBlocked(
                YAML.readValue(SAMPLES.resolve("runtime-default.yaml").toFile(), SeccompProfile.class)
                        .getSpec(),
                "EACCES");
    }

    private static void isBlocked(SeccompProfileSpec spec, String throughSocketcall) throws IOException {
        JsonNode open = rendered(spec, Restriction.NONE);
        assumeTrue(
                Call32.socket(AF_INET, SOCK_STREAM).errno(container, open).equals(Call.SUCCESS),
                "the kernel runs 32-bit programs");
        assertThat(Call32.socketcall(AF_INET, SOCK_STREAM).errno(container, open))
                .isEqualTo(Call.SUCCESS);
        assertThat(Call32.socketcall(AF_ALG, SOCK_SEQPACKET).errno(container, open))
                .isNotIn("EPERM", "EACCES");

        JsonNode blocked = rendered(spec, block());
        assertThat(Call.errnos(
                        container,
                        blocked,
                        List.of(
                                Call.labelled("af-alg", "socket", AF_ALG, SOCK_SEQPACKET, 0),
                                Call.labelled("upper half", "socket", (1L << 32) + AF_ALG, SOCK_SEQPACKET, 0),
                                Call.labelled("tcp", "socket", AF_INET, SOCK_STREAM, 0))))
                .isEqualTo(Map.of("af-alg", "EPERM", "upper half", "EPERM", "tcp", Call.SUCCESS));
        assertThat(Call32.socket(AF_ALG, SOCK_SEQPACKET).errno(container, blocked))
                .isEqualTo("EPERM");
        assertThat(Call32.socket(AF_INET, SOCK_STREAM).errno(container, blocked))
                .isEqualTo(Call.SUCCESS);
        assertThat(Call32.socketcall(AF_ALG, SOCK_SEQPACKET).errno(container, blocked))
                .isEqualTo(throughSocketcall);
        // What is behind the pointer, no filter sees.
        assertThat(Call32.socketcall(AF_INET, SOCK_STREAM).errno(container, blocked))
                .isEqualTo(throughSocketcall);
    }

    private static Restriction block() throws IOException {
        SyscallBlock block = YAML.readValue(SAMPLES.resolve("block-af-alg.yaml").toFile(), SyscallBlock.class);
        return BlockReader.read("af-alg", block.getSpec()) instanceof BlockReading.Read read
                ? read.block().restriction()
                : Restriction.NONE;
    }

    private static JsonNode rendered(SeccompProfileSpec spec, Restriction restriction) throws IOException {
        Rendering rendering = new Renderer(Path.of("/"))
                .restrictedBy(restriction)
                .render("profile", spec, Bases.NONE, new Target(Set.of(), Architecture.X86_64, null));
        assertThat(rendering).isInstanceOf(Rendering.Rendered.class);
        return YAML.readTree(((Rendering.Rendered) rendering).document());
    }
}
