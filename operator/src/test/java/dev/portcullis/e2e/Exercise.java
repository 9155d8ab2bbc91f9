package dev.portcullis.e2e;

import dev.portcullis.machine.Repository;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program with something to do, which ends by printing "done": as a container, and in the same root file system under strace.
 *
 * @param name its own
 * @param command what its container runs
 * @param root what its container sees
 */
record Exercise(String name, List<String> command, RootFilesystem root) {

    private static final Path SOURCES = Path.of("src/test/resources/e2e");

    /** A call in a log of strace, with the process before it. */
    private static final Pattern CALL = Pattern.compile("^\\d+ +([a-z0-9_]+)\\(", Pattern.MULTILINE);

    /** The web server of busybox, its client, and a shell around them. */
    static Exercise busybox(Path directory) throws IOException {
        RootFilesystem root = RootFilesystem.of(directory, List.of());
        executable(Path.of("/usr/bin/busybox"), directory.resolve("busybox"));
        Files.createDirectories(directory.resolve("www"));
        Files.writeString(directory.resolve("www/index.html"), "a page\n");
        Path slow = directory.resolve("www/cgi-bin/slow");
        Files.createDirectories(slow.getParent());
        Files.writeString(slow, """
                #!/busybox sh
                echo "Content-Type: text/plain"
                echo
                echo first
                /busybox usleep 100000
                echo last
                """);
        Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwxr-xr-x"));
        String script = """
                set -e
                /busybox httpd -f -p 127.0.0.1:8080 -h /www & server=$!
                /busybox usleep 1000
                until page=$(/busybox wget -q -O - http://127.0.0.1:8080/index.html); do /busybox usleep 10000; done
                for i in 1 2 3; do /busybox wget -q -O /www/copy-$i http://127.0.0.1:8080/index.html; done
                ! /busybox wget -q -O /dev/null http://127.0.0.1:8080/absent
                slow=$(/busybox wget -q -O - http://127.0.0.1:8080/cgi-bin/slow)
                kill $server
                [ "$page" = "a page" ] && [ "${slow%last}" != "$slow" ] && echo done
                """;
        return new Exercise("busybox-httpd", List.of("/busybox", "sh", "-c", script), root);
    }

    /** The Java runtime of our own image. */
    static Exercise jvm(Path directory) throws IOException {
        Shell.run(
                        Map.of(),
                        Repository.ROOT.resolve("hack/lib/oci-archive").toString(),
                        "unpack",
                        Artifact.image().toString(),
                        directory.toString(),
                        "--arch=" + Artifact.architecture())
                .expectSuccess();
        Shell.run(
                        Map.of(),
                        "rm",
                        "-r",
                        directory.resolve("portcullis/cache").toString(),
                        directory.resolve("portcullis/lib").toString())
                .expectSuccess();
        RootFilesystem root = RootFilesystem.of(directory, List.of());
        copyClasses(directory.resolve("classes"));
        return new Exercise(
                "jvm",
                List.of("/portcullis/runtime/bin/java", "-Xmx64m", "-cp", "/classes", JvmExercise.class.getName()),
                root);
    }

    /** A program that this machine's Go has built, which calls the kernel without a C library. */
    static Exercise go(Path directory) throws IOException {
        Shell.run(
                        Map.of("CGO_ENABLED", "0", "GOFLAGS", ""),
                        "go",
                        "build",
                        "-o",
                        Files.createDirectories(directory).resolve("exercise").toString(),
                        SOURCES.resolve("exercise.go").toAbsolutePath().toString())
                .expectSuccess();
        return new Exercise("go", List.of("/exercise"), RootFilesystem.of(directory, List.of()));
    }

    /** Debian's Python. */
    static Exercise python(Path directory) throws IOException {
        Path python = Path.of("/usr/bin/python3").toRealPath();
        RootFilesystem root = RootFilesystem.of(directory, List.of(python.toString()));
        Path library = Path.of("usr/lib", python.getFileName().toString());
        Files.createDirectories(directory.resolve(library));
        Shell.run(
                        Map.of(),
                        "sh",
                        "-ec",
                        """
                        tar -cC "$1" --exclude=./test --exclude='./config-*' --exclude=./sitecustomize.py --exclude=./ensurepip \
                          --exclude=./lib2to3 --exclude=./idlelib --exclude=./pydoc_data --exclude='*.opt-?.pyc' . | tar -xC "$2"
                        """,
                        "copy",
                        "/" + library,
                        directory.resolve(library).toString())
                .expectSuccess();
        try (Stream<Path> modules = Files.list(Path.of("/").resolve(library).resolve("lib-dynload"))) {
            for (Path module : modules.toList()) {
                root.addLibrariesOf(module);
            }
        }
        Files.copy(SOURCES.resolve("exercise.py"), directory.resolve("exercise.py"));
        return new Exercise("python", List.of(python.toString(), "-I", "/exercise.py"), root);
    }

    /** The name of its image, which the node knows after {@link #load}. */
    String image() {
        return "registry.local/exercise-" + name + ":1";
    }

    void load(Node node, Path workspace) throws IOException {
        Files.createDirectories(root.directory().resolve("tmp"));
        Files.setPosixFilePermissions(root.directory().resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        node.load(image(), workspace, root);
    }

    /** Its container, in a pod that says this of its security, in YAML. */
    PodDraft draft(String manifest) {
        return PodDraft.of(manifest).from(image()).running(command.toArray(String[]::new));
    }

    /** The names of the syscalls that {@code strace -f} tells of the same exercise, outside of any container, from its own execve on. */
    Set<String> traced(Path workspace) throws IOException {
        Path log = workspace.resolve(name + ".strace");
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--pid",
                "--net",
                "--fork",
                "--kill-child",
                "/bin/sh",
                "-ec",
                """
                root=$1 log=$2
                shift 2
                mount -t proc proc "$root/proc"
                mount --rbind /dev "$root/dev"
                ip link set lo up
                exec strace -f -o "$log" chroot "$root" "$@"
                """,
                "trace",
                root.directory().toString(),
                log.toString()));
        line.addAll(command);
        String[] all = Stream.concat(
                        Stream.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "HOSTNAME=trace"),
                        line.stream())
                .toArray(String[]::new);
        Shell.Result ended = Shell.run(Map.of(), all).expectSuccess();
        if (!ended.output().endsWith("done\n")) {
            throw new AssertionError(ended.output() + ended.errors());
        }
        String whole = Files.readString(log);
        Matcher call = CALL.matcher(whole);
        if (!call.find(whole.indexOf("execve(\"" + command.getFirst() + "\"") - 20)) {
            throw new AssertionError("no call in " + log);
        }
        Set<String> names = new TreeSet<>();
        do {
            names.add(call.group(1));
        } while (call.find());
        return names;
    }

    /** Copies the exercise's classes from where this test has them. */
    private static void copyClasses(Path target) throws IOException {
        Path room = Path.of(Exercise.class.getPackageName().replace('.', '/'));
        Path here = Path.of(Exercise.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Files.createDirectories(target.resolve(room));
        try (Stream<Path> files = Files.list(here.resolve(room))) {
            for (Path file : files.filter(
                            found -> found.getFileName().toString().startsWith("JvmExercise"))
                    .toList()) {
                Files.copy(file, target.resolve(room).resolve(file.getFileName()));
            }
        }
    }

    private static void executable(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
