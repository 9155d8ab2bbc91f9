package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program is traced, its profile is imported and applied, and it then does what was traced and nothing else. */
class ListingE2E {

    /** 128, and SIGSYS, by which the kernel ends a process under SCMP_ACT_KILL_PROCESS. */
    private static final int KILLED_BY_FILTER = 128 + 31;

    private static final String IMAGE = "registry.local/listing:1";
    private static final String LS = "/usr/bin/ls";

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @Test
    void lsRunsUnderItsTraceAndLsWithDetailsOnlyAfterTheProfileIsExtended() throws IOException {
        assumeTrue(
                installation.node().isPresent(), "what is traced is the ls of this machine, in an image for its node");
        installation.node().orElseThrow().loadPrograms(IMAGE, workspace, LS);
        String ls = imported("ls", trace("ls.log", LS, "/"));
        installation.apply(ls);
        TestProfile.awaitReady("ls");

        TestPod.Outcome passes = TestPod.runOf(IMAGE, "ls", LS, "/");
        assertThat(passes.exitCode()).as(passes.output()).isZero();
        assertThat(passes.output()).contains("proc\n");
        assertThat(TestPod.runOf(IMAGE, "ls", LS, "-l", "/").exitCode()).isEqualTo(KILLED_BY_FILTER);

        Path lsFile = Files.writeString(workspace.resolve("ls.yaml"), ls);
        String details = imported("ls-l", trace("ls-l.log", LS, "-l", "/"), lsFile);
        System.out.println(details);
        installation.apply(details);
        TestProfile.awaitReady("ls-l");
        TestPod.Outcome mended = TestPod.runOf(IMAGE, "ls-l", LS, "-l", "/");
        assertThat(mended.exitCode()).as(mended.output()).isZero();
        assertThat(mended.output()).startsWith("total ").contains(" proc\n");
    }

    private Path trace(String log, String... command) {
        Path file = workspace.resolve(log);
        List<String> traced = new ArrayList<>(List.of("env", "-i", "/usr/bin/strace", "-f", "-o", file.toString()));
        Collections.addAll(traced, command);
        Shell.run(Map.of(), traced.toArray(String[]::new)).expectSuccess();
        return file;
    }

    private static String imported(String name, Path trace, Path... bases) {
        List<String> command = new ArrayList<>(List.of(
                Repository.EXECUTABLE.toString(),
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
