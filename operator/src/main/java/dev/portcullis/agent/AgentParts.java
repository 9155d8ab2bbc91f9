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
        NodeFacts facts,
        ProfileDirectory directory,
        Inventory inventory,
        Retries retries,
        Applier applier,
        Upkeep upkeep,
        RenditionSync sync,
        Connection connection,
        Heartbeat heartbeat,
        AgentMetrics metrics,
        BlockingQueue<Signal> inbox)
        implements AutoCloseable {

    static AgentParts assemble(
            KubernetesClient client,
            AgentSettings settings,
            ProfileDirectory directory,
            AgentMetrics metrics,
            BooleanSupplier closing) {
        Inventory inventory = new Inventory();
        Retries retries = new Retries(() -> ThreadLocalRandom.current().nextLong());
        Applier applier = new Applier(directory, inventory, retries, metrics);
        RenditionSource source = new RenditionSource(client, settings.namespace());
        NodeFacts facts = NodeFacts.ofThisMachine();
        Upkeep upkeep = new Upkeep(directory, inventory, facts.platform(), applier, source::get);
        Heartbeat heartbeat = new Heartbeat();
        RenditionSync sync =
                new RenditionSync(source, facts.platform(), inventory, applier, upkeep, heartbeat, closing);
        BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();
        Connection connection = new Connection(source, sync, inbox);
        return new AgentParts(
                facts, directory, inventory, retries, applier, upkeep, sync, connection, heartbeat, metrics, inbox);
    }

    @Override
    public void close() throws IOException {
        connection.close();
        directory.close();
    }
}
