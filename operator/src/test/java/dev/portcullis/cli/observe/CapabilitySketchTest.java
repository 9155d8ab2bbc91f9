package dev.portcullis.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.CommandResult;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.NodeTally;
import dev.portcullis.observation.Observations;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.observation.ObservingNode;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitySketchTest {

    private static final long NOON = 1_800_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void itSaysThatItIsAHintAndIsAPolicy() throws IOException {
        String sketch = CapabilitySketch.of(recording("chroot", "bind", "chown", "read"));
        assertThat(sketch).startsWith("# A hint, not a policy that was tested").endsWith("""
                        metadata:
                          name: "web"
                        spec:
                          capabilities:
                            drop:
                              - ALL
                            add:
                              - SYS_CHROOT  # chroot to change the root directory
                            # Perhaps also, depending on arguments and users:
                            # - CHOWN: chown to change the owner of a file
                            # - NET_BIND_SERVICE: bind for a port below the first unprivileged one
                        """);
        validate(sketch);
    }

    @Test
    void nothingMayBeNeeded() throws IOException {
        String sketch = CapabilitySketch.of(recording("read"));
        assertThat(sketch).doesNotContain("add:", "Perhaps");
        validate(sketch);
    }

    private void validate(String sketch) throws IOException {
        CommandResult result = CommandResult.of(
                "validate",
                Files.writeString(directory.resolve("policy.yaml"), sketch).toString());
        assertThat(result.status()).as(result.out()).isZero();
    }

    private static Recording recording(String... syscalls) {
        NodeTally tally = new NodeTally(Map.of());
        ObservedContainer web = new ObservedContainer("sandbox", "shop", "web", "main", "image", false);
        tally.opened(web, NOON);
        for (String syscall : syscalls) {
            int number =
                    SyscallTable.linux().number(Architecture.X86_64, syscall).orElseThrow();
            tally.count(web, Architecture.X86_64, number, CallOrigin.PROGRAM, new long[6], 0, NOON);
        }
        return new Recording(
                "web",
                new ProfileObservationSpec(null, null, null, null, null, null, null, null),
                Observations.of(tally.status(new ObservingNode("n1", "amd64", "6.18.0", "1"))));
    }
}
