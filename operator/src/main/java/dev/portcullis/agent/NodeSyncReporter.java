package dev.portcullis.agent;

import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.node.Cause;
import dev.portcullis.rendition.RevisionHistory;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the newest state into the node's NodeSync, on a thread of its own: a slow API server never holds up a file. */
final class NodeSyncReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeSyncReporter.class);

    private static final String MANAGER = "portcullis-agent";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Answers answers;
    private final String path;
    private final NodeIdentity node;
    private final AgentMetrics metrics;
    private final long checkInterval;
    private final Outbox outbox = new Outbox();
    private final Thread thread;

    // For the thread alone.
    private @Nullable NodeSyncStatus acknowledged;
    private RevisionHistory history = RevisionHistory.NONE;
    private boolean unsent;
    private boolean created;
    private long nextCheck;

    private NodeSyncReporter(ApiConnection server, NodeIdentity node, Duration checkInterval, AgentMetrics metrics) {
        this.answers = new Answers(server, PATIENCE);
        this.path = "apis/portcullis.dev/v1/nodesyncs/" + node.name();
        this.node = node;
        this.metrics = metrics;
        this.checkInterval = checkInterval.toNanos();
        this.nextCheck = System.nanoTime() + this.checkInterval;
        this.thread = Thread.ofPlatform().name("report-" + node.name()).daemon().unstarted(this::run);
    }

    /** Starts the thread, which makes the NodeSync when it is missing. */
    static NodeSyncReporter start(
            ApiConnection server, NodeIdentity node, Duration checkInterval, AgentMetrics metrics) {
        NodeSyncReporter reporter = new NodeSyncReporter(server, node, checkInterval, metrics);
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
                // What the agent attested to before it was restarted.
                history = create();
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
            metrics.reportFailed();
            log.atWarn().addKeyValue("failures", outbox.failed()).log("Cannot write the NodeSync: {}", Cause.of(e));
        }
    }

    private void send() {
        Outbox.State state = outbox.newest();
        if (unsent && state != null) {
            RevisionHistory longer = state.onDisk().after(history);
            NodeSyncStatus status = state.status().attesting(longer.attested());
            if (!status.equals(acknowledged)) {
                long begun = System.nanoTime();
                write(status);
                acknowledged = status;
                history = longer;
                metrics.reported(System.nanoTime() - begun);
                log.atDebug().addKeyValue("revision", status.appliedRevision()).log("Reported");
            }
        }
        unsent = false;
    }

    /**
     * Makes the object, or makes sure that it belongs to the Node; by server-side apply, as every write here. Returns the
     * history in it.
     */
    private RevisionHistory create() {
        try (Body answer = answers.apply(path, MANAGER, NodeSyncJson.ofOwner(node))) {
            return RevisionHistory.of(NodeSyncJson.attested(JsonTokens.parser(answer), node));
        } catch (IOException e) {
            throw new KubernetesClientException("PATCH " + path + ": " + e, e);
        }
    }

    /** Writes the status, and first the object when somebody deleted it. */
    private void write(NodeSyncStatus status) {
        String json = NodeSyncJson.ofStatus(node, status);
        try {
            answers.apply(path + "/status", MANAGER, json).close();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            create();
            answers.apply(path + "/status", MANAGER, json).close();
        }
    }

    /** Returns whether the object is there. */
    private boolean exists() {
        try (Body found = answers.get(path)) {
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
