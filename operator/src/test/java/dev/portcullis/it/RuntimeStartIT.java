package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Shell;
import dev.portcullis.seccomp.RuntimeStart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The installed runtimes start a container with the shipped start set, and not without one of its names. */
class RuntimeStartIT {

    static List<String> runtimes() {
        return RuntimeStart.runtimes();
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void aContainerStartsWithTheStartSetAndNotWithLess(String runtime) {
        assumeTrue(Path.of("/proc/self").toFile().isDirectory(), "containers need Linux");
        assumeTrue("amd64".equals(System.getProperty("os.arch")), "the start sets are measured on x86_64");
        assumeTrue("root".equals(System.getProperty("user.name")), "starting a container needs root");
        Shell.Result verified =
                Shell.run(Map.of(), "hack/runtime-start", "verify", runtime).expectSuccess();
        // Another machine may have a version that was not measured, which has to start with what all others need.
        assertThat(verified.output()).startsWith(runtime + " ").contains(" starts with ");
    }
}
