package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program is traced, its profile is imported and applied, and it then does what was traced and nothing else. */
class ListingE2E {

    /** 128, and SIGSYS, by which the kernel ends a process under SCMP_ACT_KILL_PROCESS. */
    private static final int KILLED_BY_FILTER = 128 + 31;

    private static final Path RUNC_START = Repository.ROOT.resolve("config/samples/runc-start.yaml");

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @BeforeEach
    void needTheNodesOwnBusybox() {
        assumeTrue(installation.node().isPresent(), "what is traced here is the busybox of this machine's own node");
    }

    @Test
    void lsRunsUnderItsTraceAndLsWithDetailsOnlyAfterTheProfileIsExtended() throws IOException {
        installation.applySample("runc-start");
        String ls = imported("ls", trace("busybox", "ls", "/"), RUNC_START);
        installation.apply(ls);
        installation.awaitReady("ls");

        TestPod.Outcome passes = TestPod.run("ls", "/bin/ls", "/");
        assertThat(passes.exitCode()).as(passes.output()).isZero();
        assertThat(passes.output()).contains("proc\n");
        assertThat(TestPod.run("ls", "/bin/ls", "-l", "/").exitCode()).isEqualTo(KILLED_BY_FILTER);

        Path lsFile = Files.writeString(workspace.resolve("ls.yaml"), ls);
        String details = imported("ls-l", trace("busybox", "ls", "-l", "/"), RUNC_START, lsFile);
        System.out.println(details);
        installation.apply(details);
        installation.awaitReady("ls-l");
        TestPod.Outcome mended = TestPod.run("ls-l", "/bin/ls", "-l", "/");
        assertThat(mended.exitCode()).as(mended.output()).isZero();
        assertThat(mended.output()).startsWith("total ").contains(" proc\n");
    }

    private Path trace(String... command) {
        Path log = workspace.resolve(String.join("-", List.of(command)).replace('/', '_'));
        String[] traced = new String[command.length + 4];
        System.arraycopy(new String[] {"strace", "-f", "-o", log.toString()}, 0, traced, 0, 4);
        System.arraycopy(command, 0, traced, 4, command.length);
        Shell.run(Map.of(), traced).expectSuccess();
        return log;
    }

    private static String imported(String name, Path trace, Path... bases) {
        List<String> command = new ArrayList<>(List.of(
                Repository.ROOT
                        .resolve("operator/target/portcullis/bin/portcullis")
                        .toString(),
                "import",
                trace.toString(),
                "--name",
                name,
                "--default-action",
                "SCMP_ACT_KILL_PROCESS"));
        for (Path base : bases) {
            command.addAll(List.of("--base", base.toString()));
        }
        return Shell.run(Map.of(), command.toArray(String[]::new))
                .expectSuccess()
                .output();
    }
}
