package dev.portcullis.cluster;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.observer.Observer;
import dev.portcullis.observer.ObserverSettings;
import dev.portcullis.stream.ApiConnection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An observer inside this process, with the credentials of its node's. */
public final class NodeObserver implements AutoCloseable {

    private final KubernetesClient client;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Observer observer;

    private NodeObserver(String node, Path sockets, Duration gracePeriod) throws IOException {
        client = Cluster.client(Cluster.shared().observerKubeconfig(node));
        observer = Observer.start(ApiConnection.of(client), new ObserverSettings(node, sockets, gracePeriod), metrics);
    }

    /** Starts one on a node that exists. */
    public static NodeObserver start(String node, Path sockets, Duration gracePeriod) throws IOException {
        return new NodeObserver(node, sockets, gracePeriod);
    }

    /** What an observation's object says of a node. */
    public static Optional<NodeObservationStatus> told(String observation, String node) {
        return Optional.ofNullable(Cluster.shared()
                        .admin()
                        .resources(NodeObservation.class)
                        .withName(NodeObservation.nameOf(observation, node))
                        .get())
                .map(NodeObservation::getStatus);
    }

    /** The sum of its counters, or the gauge, of this name. */
    public double metric(String name) {
        return metrics.getMeters().stream()
                .filter(meter -> meter.getId().getName().matches("portcullis_observer_" + name + "(_total)?"))
                .map(Meter::measure)
                .mapToDouble(one -> one.iterator().next().getValue())
                .sum();
    }

    /** Tells it to end, and waits until it has. */
    @Override
    public void close() {
        observer.close();
        client.close();
    }
}
