package dev.portcullis.agent;

import dev.portcullis.api.NodeSyncStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the newest state from a thread of its own, so that a slow API server never holds up a file. */
final class NodeSyncReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeSyncReporter.class);

    private final NodeSyncWriter writer;
    private final AgentMetrics metrics;
    private final long checkInterval;
    private final Outbox outbox = new Outbox();
    private final Thread thread;

    // Of the thread alone.
    private @Nullable NodeSyncStatus acknowledged;
    private boolean unsent;
    private boolean created;
    private long nextCheck;

    private NodeSyncReporter(NodeSyncWriter writer, Duration checkInterval, AgentMetrics metrics) {
        this.writer = writer;
        this.metrics = metrics;
        this.checkInterval = checkInterval.toNanos();
        this.nextCheck = System.nanoTime() + this.checkInterval;
        this.thread = Thread.ofPlatform()
                .name("report-" + writer.node().name())
                .daemon()
                .unstarted(this::run);
    }

    /** Starts the thread, which makes the NodeSync when it is missing. */
    static NodeSyncReporter start(NodeSyncWriter writer, Duration checkInterval, AgentMetrics metrics) {
        NodeSyncReporter reporter = new NodeSyncReporter(writer, checkInterval, metrics);
        reporter.thread.start();
        return reporter;
    }

    /** Where the newest state is handed over. */
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
                writer.create();
                created = true;
            }
            if (System.nanoTime() - nextCheck >= 0) {
                nextCheck = System.nanoTime() + checkInterval;
                if (!writer.exists()) {
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
            writer.write(status);
            acknowledged = status;
            metrics.reported();
            log.atDebug().addKeyValue("revision", status.appliedRevision()).log("Reported");
        }
        unsent = false;
    }
}
