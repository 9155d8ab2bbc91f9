package dev.portcullis.agent;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the newest state into the node's NodeSync, on a thread of its own: a slow API server never holds up a file. */
final class NodeSyncReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeSyncReporter.class);

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("portcullis-agent")
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final NodeIdentity node;
    private final AgentMetrics metrics;
    private final long checkInterval;
    private final Outbox outbox = new Outbox();
    private final Thread thread;

    // For the thread alone.
    private @Nullable NodeSyncStatus acknowledged;
    private boolean unsent;
    private boolean created;
    private long nextCheck;

    private NodeSyncReporter(KubernetesClient client, NodeIdentity node, Duration checkInterval, AgentMetrics metrics) {
        this.client = client;
        this.node = node;
        this.metrics = metrics;
        this.checkInterval = checkInterval.toNanos();
        this.nextCheck = System.nanoTime() + this.checkInterval;
        this.thread = Thread.ofPlatform().name("report-" + node.name()).daemon().unstarted(this::run);
    }

    /** Starts the thread, which makes the NodeSync when it is missing. */
    static NodeSyncReporter start(
            KubernetesClient client, NodeIdentity node, Duration checkInterval, AgentMetrics metrics) {
        NodeSyncReporter reporter = new NodeSyncReporter(client, node, checkInterval, metrics);
        reporter.thread.start();
        return reporter;
    }

    /** The place where the newest state is handed over. */
    Outbox outbox() {
        return outbox;
    }

    /** Sends what is not yet sent, once, and ends the thread. */
    @Override
    public void close() {
        outbox.close();
        try {
            if (!thread.join(Duration.ofSeconds(20))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                Outbox.Work work = outbox.await(unsent || !created, nextCheck);
                unsent |= work.due();
                last = work.last();
                turn();
            }
        } catch (InterruptedException e) {
            // Closed while the API server did not answer.
        }
    }

    private void turn() {
        try {
            if (!created) {
                create();
                created = true;
            }
            if (System.nanoTime() - nextCheck >= 0) {
                nextCheck = System.nanoTime() + checkInterval;
                if (!exists()) {
                    acknowledged = null;
                    unsent = true;
                }
            }
            send();
            outbox.succeeded();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("failures", outbox.failed()).log("Cannot write the NodeSync: {}", Cause.of(e));
        }
    }

    private void send() {
        NodeSyncStatus status = outbox.newest();
        if (unsent && status != null && !status.equals(acknowledged)) {
            write(status);
            acknowledged = status;
            metrics.reported();
            log.atDebug().addKeyValue("revision", status.appliedRevision()).log("Reported");
        }
        unsent = false;
    }

    /** Makes the object, or makes sure that it belongs to the Node; by server-side apply, as every write here. */
    private void create() {
        NodeSync nodeSync = new NodeSync();
        nodeSync.setMetadata(new ObjectMetaBuilder()
                .withName(node.name())
                .withOwnerReferences(node.ownerReference())
                .build());
        resource(nodeSync).patch(APPLY);
    }

    /** Writes the status, and first the object when somebody deleted it. */
    private void write(NodeSyncStatus status) {
        NodeSync nodeSync = new NodeSync();
        nodeSync.setMetadata(new ObjectMetaBuilder().withName(node.name()).build());
        nodeSync.setStatus(status);
        try {
            resource(nodeSync).subresource("status").patch(APPLY);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            create();
            resource(nodeSync).subresource("status").patch(APPLY);
        }
    }

    /** Returns whether the object is there. */
    private boolean exists() {
        return client.resources(NodeSync.class).withName(node.name()).get() != null;
    }

    private Resource<NodeSync> resource(NodeSync nodeSync) {
        return client.resources(NodeSync.class).resource(nodeSync);
    }
}
