package dev.portcullis.kernel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import dev.portcullis.observation.ListenerMetadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Containers whose calls notify an observer.
 *
 * @param runtime {@code runc} or {@code crun}
 * @param root what they see as their files
 * @param workspace a directory for what the runtime needs
 * @param socket the observer's
 */
public record NotifyingContainers(String runtime, RootFilesystem root, Path workspace, Path socket) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** crun refuses cgroup version 1 with controllers in a version 2 beside it: its own mount namespace leaves that one out. */
    private static final String OWN_MOUNTS =
            "! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified; exec \"$0\" \"$@\"";

    /** What tells containerd's containers apart. */
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "io.kubernetes.cri.sandbox-id", "sandbox-1",
            "io.kubernetes.cri.sandbox-namespace", "shop",
            "io.kubernetes.cri.sandbox-name", "cart-1",
            "io.kubernetes.cri.container-name", "main",
            "io.kubernetes.cri.image-name", "registry.example/cart@sha256:00");

    /** A container that was started. */
    public final class Started implements AutoCloseable {

        private final String id;
        private final Process process;
        private final BufferedReader reader;

        private Started(String id, Process process) {
            this.id = id;
            this.process = process;
            this.reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Waits for its next line; null when there is none. */
        public @Nullable String line() {
            try {
                return reader.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for its end, and returns what else it printed on both outputs. */
        public String output() {
            String output = reader.lines().map(line -> line + "\n").collect(Collectors.joining());
            process.onExit().join();
            return output;
        }

        /** Executes a command in it. */
        @CheckReturnValue
        public Shell.Ended exec(String... command) {
            List<String> all = new ArrayList<>(List.of("exec", id));
            all.addAll(List.of(command));
            return Shell.run(Map.of(), command(all));
        }

        /** Ends all its processes at once. */
        public void kill() {
            // It may have ended by itself.
            Shell.run(Map.of(), command(List.of("kill", id, "KILL"))).isSuccess();
        }

        @Override
        public void close() {
            kill();
            output();
        }
    }

    /** A document in which these calls notify, and all others are allowed. */
    public ObjectNode document(ListenerMetadata metadata, List<String> notifying) {
        ObjectNode document = JSON.createObjectNode()
                .put("defaultAction", "SCMP_ACT_ALLOW")
                .put("listenerPath", socket.toString())
                .put("listenerMetadata", metadata.text());
        document.putArray("architectures")
                .add("SCMP_ARCH_X86_64")
                .add("SCMP_ARCH_X86")
                .add("SCMP_ARCH_X32");
        ObjectNode rule = document.putArray("syscalls").addObject().put("action", "SCMP_ACT_NOTIFY");
        notifying.forEach(rule.putArray("names")::add);
        return document;
    }

    /** The names of all syscalls, but the one that runtimes tell their parents by that a filter is loaded. */
    public static List<String> everything() {
        try (BufferedReader table = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        NotifyingContainers.class.getResourceAsStream("/dev/portcullis/seccomp/syscalls.tsv")),
                StandardCharsets.UTF_8))) {
            return table.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("name\t"))
                    .map(line -> line.split("\t", 2)[0])
                    .filter(name -> !name.equals("write"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command under a document. */
    public Started start(ObjectNode document, boolean noNewPrivileges, String... command) {
        String id = "portcullis-" + UUID.randomUUID();
        try {
            ObjectNode configuration = JSON.createObjectNode().put("ociVersion", "1.0.2");
            ObjectNode process = configuration.putObject("process").put("cwd", "/");
            process.putObject("user").put("uid", 0).put("gid", 0);
            process.putArray("env").add("PATH=/usr/bin:/bin");
            process.put("noNewPrivileges", noNewPrivileges);
            process.putObject("capabilities").putArray("bounding");
            Arrays.stream(command).forEach(process.putArray("args")::add);
            configuration.putObject("root").put("path", root.directory().toString());
            ArrayNode mounts = configuration.putArray("mounts");
            mounts.addObject().put("destination", "/proc").put("type", "proc").put("source", "proc");
            // Several share the root, and runtimes make devices in it.
            mounts.addObject().put("destination", "/dev").put("type", "tmpfs").put("source", "tmpfs");
            ObjectNode annotations = configuration.putObject("annotations");
            ANNOTATIONS.forEach(annotations::put);
            ObjectNode linux = configuration.putObject("linux");
            for (String namespace : List.of("pid", "mount", "ipc", "uts")) {
                linux.withArray("namespaces").addObject().put("type", namespace);
            }
            linux.set("seccomp", document);
            Path bundle = Files.createDirectory(workspace.resolve(id));
            JSON.writeValue(bundle.resolve("config.json").toFile(), configuration);
            Process started = new ProcessBuilder(command(List.of("run", "--bundle", bundle.toString(), id)))
                    .redirectErrorStream(true)
                    .start();
            started.getOutputStream().close();
            return new Started(id, started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command under a document, and returns what it printed. */
    public String run(ObjectNode document, String... command) {
        return start(document, true, command).output();
    }

    private String[] command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (runtime.equals("crun")) {
            command.addAll(List.of("unshare", "--mount", "sh", "-c", OWN_MOUNTS));
        }
        command.addAll(
                List.of(runtime, "--root", workspace.resolve("state-" + runtime).toString()));
        command.addAll(arguments);
        return command.toArray(String[]::new);
    }
}
