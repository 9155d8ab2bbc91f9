package dev.portcullis.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Containers without a capability, run by runc.
 *
 * @param root what they see as their files
 * @param workspace a directory for what runc needs
 */
public record Container(RootFilesystem root, Path workspace) {

    /** Signals count from here in exit codes of runc. */
    public static final int KILLED = 128;
    /** The signal that ends a process whose syscall a filter does not let live. */
    public static final int SIGSYS = 31;

    private static final ObjectMapper JSON = new ObjectMapper();
    // No resource limits: raising those needs a capability that the machine may not have.
    private static final String CONFIGURATION = """
            {
              "ociVersion": "1.0.2",
              "process": {
                "user": {"uid": 0, "gid": 0},
                "env": ["PATH=/usr/bin:/bin"],
                "cwd": "/",
                "capabilities": {"bounding": [], "effective": [], "permitted": []},
                "noNewPrivileges": true
              },
              "root": {},
              "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]}
              ],
              "linux": {
                "namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}]
              }
            }
            """;

    /** Containers that see these programs, given by absolute paths, and nothing else of this machine. */
    public static Container with(Path workspace, String... programs) throws IOException {
        Path root = Files.createDirectory(workspace.resolve("root"));
        return new Container(RootFilesystem.of(root, List.of(programs)), workspace);
    }

    /** Skips the test where containers cannot be started. */
    public static void assumePossible() {
        assumeTrue("amd64".equals(System.getProperty("os.arch")), "the syscalls' numbers are those of x86_64");
        assumeTrue("root".equals(System.getProperty("user.name")), "starting a container needs root");
    }

    /** Runs a command to its end, with this {@code linux.seccomp}; null for none. */
    @CheckReturnValue
    public Shell.Ended run(@Nullable JsonNode seccomp, String... command) {
        return runWith(
                configuration -> {
                    if (seccomp != null) {
                        configuration.withObject("/linux").set("seccomp", seccomp);
                    }
                },
                command);
    }

    /** Runs a command to its end, with changes to the OCI configuration. */
    @CheckReturnValue
    public Shell.Ended runWith(Consumer<ObjectNode> change, String... command) {
        String name = "portcullis-" + UUID.randomUUID();
        try {
            ObjectNode configuration = (ObjectNode) JSON.readTree(CONFIGURATION);
            Arrays.stream(command).forEach(configuration.withObject("/process").putArray("args")::add);
            configuration.withObject("/root").put("path", root.directory().toString());
            change.accept(configuration);
            Path bundle = Files.createDirectory(workspace.resolve(name));
            JSON.writeValue(bundle.resolve("config.json").toFile(), configuration);
            return Shell.run(
                    Map.of(),
                    "runc",
                    "--root",
                    workspace.resolve("state").toString(),
                    "run",
                    "--bundle",
                    bundle.toString(),
                    name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
