package dev.portcullis.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * The parts of one agent, put together.
 *
 * @param inbox what wakes the agent's thread; bounded by what {@link WatchStream} lets wait
 */
record AgentParts(
        NodeInfo node,
        ProfileDirectory directory,
        Inventory inventory,
        Retries retries,
        Applier applier,
        DriftRepair driftRepair,
        RenditionSync sync,
        Reflector reflector,
        Heartbeat heartbeat,
        AgentMetrics metrics,
        BlockingQueue<Wakeup> inbox)
        implements AutoCloseable {

    static AgentParts assemble(
            KubernetesClient client,
            AgentSettings settings,
            ProfileDirectory directory,
            AgentMetrics metrics,
            BooleanSupplier closing) {
        Retries retries = new Retries(() -> ThreadLocalRandom.current().nextLong());
        Inventory inventory = new Inventory(retries);
        Applier applier = new Applier(directory, inventory, metrics);
        RenditionSource source = new RenditionSource(client, settings.namespace());
        NodeInfo node = NodeInfo.ofThisMachine();
        DriftRepair driftRepair = new DriftRepair(directory, inventory, node, applier, source::get);
        Heartbeat heartbeat = new Heartbeat();
        RenditionSync sync = new RenditionSync(source, node, inventory, applier, driftRepair, heartbeat, closing);
        BlockingQueue<Wakeup> inbox = new LinkedBlockingQueue<>();
        Reflector reflector = new Reflector(source, sync, inbox);
        return new AgentParts(
                node, directory, inventory, retries, applier, driftRepair, sync, reflector, heartbeat, metrics, inbox);
    }

    @Override
    public void close() throws IOException {
        reflector.close();
        directory.close();
    }
}
