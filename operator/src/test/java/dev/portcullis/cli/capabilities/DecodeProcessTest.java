package dev.portcullis.cli.capabilities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.CommandResult;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.ThreadSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code capabilities decode --pid} tells of a process what its status says. */
class DecodeProcessTest {

    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void tellsTheFiveSetsOfThisProcess() throws IOException {
        assumeTrue(Files.exists(STATUS), "there is no /proc");
        Map<ThreadSet, CapabilitySet> own = ProcStatus.sets(Files.readString(STATUS));
        CommandResult result = CommandResult.of(
                "capabilities",
                "decode",
                "--pid",
                Long.toString(ProcessHandle.current().pid()));
        assertThat(result.status()).isZero();
        assertThat(own).hasSize(ThreadSet.values().length);
        assertThat(result.out().lines()).zipSatisfy(own.keySet(), (line, set) -> assertThat(line)
                .startsWith(set.plainName() + ":")
                .endsWith(" " + own.getOrDefault(set, CapabilitySet.NONE).decoded()));
    }
}
