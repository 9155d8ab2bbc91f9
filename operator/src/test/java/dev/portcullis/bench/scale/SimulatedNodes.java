package dev.portcullis.bench.scale;

import dev.portcullis.agent.DisklessAgent;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.Parallel;
import dev.portcullis.stream.ApiConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Nodes of the shared cluster with an agent on each, all in this process. Every agent has the token of its own pod. */
final class SimulatedNodes implements AutoCloseable, DisklessAgent.Listener {

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<SharedConnection> connections = new ArrayList<>();
    private final List<DisklessAgent> agents = new ArrayList<>();
    private final AtomicLong characters = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile long lastChange = System.nanoTime();

    /** Adds nodes until there are so many; returns how long one agent took to list what there is, in seconds. */
    double grow(int count) {
        DisklessAgent.@Nullable Listing listing = null;
        double seconds = 0;
        while (agents.size() < count) {
            int before = agents.size();
            // Pods whose agent does not report for half a minute would be waited for.
            int more = Math.min(count - before, SharedConnection.MOST_AGENTS);
            String[] kubeconfigs = new String[more];
            Parallel.run(more, i -> kubeconfigs[i] = Cluster.shared().agentKubeconfig(name(before + i)));
            SharedConnection connection = new SharedConnection();
            connections.add(connection);
            for (int i = 0; i < more; i++) {
                ApiConnection server = connection.as(kubeconfigs[i]);
                if (listing == null) {
                    long start = System.nanoTime();
                    listing = DisklessAgent.list(server, Cluster.NAMESPACE);
                    seconds = (System.nanoTime() - start) / 1e9;
                }
                agents.add(DisklessAgent.start(
                        server, Cluster.NAMESPACE, name(before + i), listing, this, metrics, timer));
            }
        }
        return seconds;
    }

    /** The number of ConfigMaps' changes that arrived, at any node. */
    long changes() {
        return changes.get();
    }

    /** The {@link System#nanoTime} of the last of them. */
    long lastChange() {
        return lastChange;
    }

    /** The number of characters that watches brought. */
    long characters() {
        return characters.get();
    }

    /** The number of watches that ended too early. */
    int broken() {
        return broken.get();
    }

    /** The number of reports that the API server took. */
    long reports() {
        return (long) metrics.counter("portcullis_agent_reports_total").count();
    }

    @Override
    public void event(String type, int size) {
        characters.addAndGet(size);
        if (!type.equals("BOOKMARK")) {
            lastChange = System.nanoTime();
            changes.incrementAndGet();
        }
    }

    @Override
    public void broken(String why) {
        broken.incrementAndGet();
        System.err.println("a watch broke: " + why);
    }

    @Override
    public void close() {
        Parallel.run(agents.size(), i -> agents.get(i).close());
        timer.shutdownNow();
        connections.forEach(SharedConnection::close);
    }

    private static String name(int number) {
        return "scale-n" + number;
    }
}
