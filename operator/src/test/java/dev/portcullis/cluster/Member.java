package dev.portcullis.cluster;

import static org.awaitility.Awaitility.await;

import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.FreePort;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of Portcullis as it is shipped: the built executable with the credentials of its service account. */
public final class Member implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** The time-out of the manifests' probes. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private final List<String> command;
    private final Path kubeconfig;
    private final Path log;
    private final int probePort;
    private final int httpPort;
    private Process process;

    private Member(Path home, String name, String kubeconfig, List<String> args) {
        this(home, name, kubeconfig, List.of(), args);
    }

    /** A member that another program starts, and becomes. */
    private Member(Path home, String name, String kubeconfig, List<String> starter, List<String> args) {
        try {
            this.kubeconfig = Files.writeString(home.resolve(name + ".kubeconfig"), kubeconfig);
            this.log = home.resolve(name + ".log");
            this.probePort = FreePort.find();
            this.httpPort = FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command = new ArrayList<>(starter);
        command.add(Repository.EXECUTABLE.toString());
        command.addAll(args);
        command.addAll(List.of("--probe-port", probePort + "", "--http-port", httpPort + "", "--log-format", "text"));
        process = launch();
    }

    public static Member operator(Path home, String name, String... more) {
        List<String> args = new ArrayList<>(List.of("operator", "--identity", name));
        args.addAll(List.of(more));
        return new Member(home, name, Cluster.shared().operatorKubeconfig(), args);
    }

    /** An operator with no more heap than in the smallest container. */
    public static Member operatorWithHeap(Path home, String name, String heap, String... more) {
        List<String> args = new ArrayList<>(List.of("operator", "--identity", name));
        args.addAll(List.of(more));
        return new Member(
                home, name, Cluster.shared().operatorKubeconfig(), List.of("env", "JAVA_OPTS=-Xmx" + heap), args);
    }

    public static Member agent(Path home, String node, Path seccompRoot) {
        return new Member(
                home,
                node,
                Cluster.shared().agentKubeconfig(node),
                List.of("agent", "--node-name", node, "--seccomp-root", seccompRoot.toString()));
    }

    /** An agent in a user namespace whose limit of this name, below {@code /proc/sys/user}, is 0. */
    public static Member agentIn(Path home, String node, Path seccompRoot, String exhausted, String... more) {
        List<String> starter = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "sh",
                "-c",
                "echo 0 > /proc/sys/user/" + exhausted + " && exec \"$0\" \"$@\"");
        List<String> args =
                new ArrayList<>(List.of("agent", "--node-name", node, "--seccomp-root", seccompRoot.toString()));
        args.addAll(List.of(more));
        return new Member(home, node, Cluster.shared().agentKubeconfig(node), starter, args);
    }

    /** Sends SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM, and waits for the end. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    /** Sends SIGTERM, and returns whether that ends it in time. */
    public boolean endsWithin(Duration limit) throws InterruptedException {
        process.destroy();
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The log so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    public void restart() {
        process = launch();
    }

    public Member awaitReady() {
        await("ready: " + log)
                .atMost(Deadline.ROLLOUT)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("ended with " + process.exitValue() + ":\n" + Files.readString(log));
                    }
                })
                .until(() -> probe("/readyz"));
        return this;
    }

    public boolean probe(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + probePort + path))
                    .timeout(PROBE_TIMEOUT)
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    public int probePort() {
        return probePort;
    }

    public int httpPort() {
        return httpPort;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(Map.of("KUBECONFIG", kubeconfig.toString()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
