package dev.portcullis.cluster;

import dev.portcullis.agent.Agent;
import dev.portcullis.agent.AgentSettings;
import dev.portcullis.stream.ApiConnection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Agents inside this process, each with its own credentials and directory: fifty JVMs would measure the machine. */
public final class AgentsInProcess implements AutoCloseable {

    private final Path home;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> names;

    /** Starts so many, on nodes whose names begin with this. */
    public AgentsInProcess(Path home, String prefix, int count) throws Exception {
        this.home = home;
        names = IntStream.rangeClosed(1, count).mapToObj(i -> prefix + "-n" + i).toList();
        for (String node : names) {
            open.add(join(node));
        }
    }

    /** A node with its agent, which ends when this is closed. */
    public AutoCloseable join(String node) throws Exception {
        KubernetesClient client = Cluster.client(Cluster.shared().agentKubeconfig(node));
        AgentSettings settings =
                new AgentSettings(Cluster.NAMESPACE, node, root(home, node), null, Duration.ofMinutes(5));
        AutoCloseable agent = Agent.start(ApiConnection.of(client), settings, new SimpleMeterRegistry());
        return () -> {
            agent.close();
            client.close();
        };
    }

    /** The nodes' names. */
    public List<String> names() {
        return names;
    }

    /** A node's seccomp root. */
    public static Path root(Path home, String node) throws Exception {
        return Files.createDirectories(home.resolve(node));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        names.forEach(Cluster.shared()::removeNode);
    }
}
