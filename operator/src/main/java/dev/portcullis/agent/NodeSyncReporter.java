package dev.portcullis.agent;

import dev.portcullis.api.NodeSyncStatus;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the newest state from a thread of its own, so that a slow API server never holds up a file. */
final class NodeSyncReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeSyncReporter.class);

    private final NodeSyncWriter writer;
    private final AgentMetrics metrics;
    private final long checkInterval;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ReportPace pace =
            new ReportPace(() -> ThreadLocalRandom.current().nextLong());
    private @Nullable NodeSyncStatus newest;
    private boolean closing;
    private long nextAttempt = System.nanoTime();

    // Of the thread alone.
    private @Nullable NodeSyncStatus acknowledged;
    private boolean unsent;
    private boolean created;
    private int failures;
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

    /**
     * Hands over the newest state.
     *
     * @param changed whether it is worth a report of its own; otherwise it goes with the next one
     * @param nodes how many agents saw the same change
     */
    void publish(NodeSyncStatus status, boolean changed, long nodes) {
        lock.lock();
        try {
            newest = status;
            if (changed) {
                pace.changed(System.nanoTime(), nodes);
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The API server is back: what waits for it need not wait for long. */
    void reconnected(long nodes) {
        lock.lock();
        try {
            long spread = (long) (ThreadLocalRandom.current().nextDouble() * nodes * ReportPace.SPREAD_PER_NODE);
            long now = System.nanoTime();
            nextAttempt = now + Math.min(nextAttempt - now, spread);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is not yet sent, once, and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            news.signal();
        } finally {
            lock.unlock();
        }
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
            boolean more = true;
            while (more) {
                more = awaitWork();
                turn();
            }
        } catch (InterruptedException e) {
            // Closed while the API server did not answer.
        }
    }

    /** Returns when there is something to do; false when it is the last. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!closing && untilWork() > 0) {
                news.awaitNanos(untilWork());
            }
            if (pace.due().isPresent() && (closing || untilDue() <= 0)) {
                pace.reported();
                unsent = true;
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private long untilWork() {
        long now = System.nanoTime();
        long untilAttempt = nextAttempt - now;
        long work = unsent || !created ? untilAttempt : Math.max(untilAttempt, untilDue());
        return Math.min(work, nextCheck - now);
    }

    private long untilDue() {
        OptionalLong due = pace.due();
        return due.isPresent() ? due.getAsLong() - System.nanoTime() : TimeUnit.DAYS.toNanos(1);
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
            failures = 0;
        } catch (RuntimeException e) {
            failures++;
            waitFor(Backoff.CONNECTION.nanos(
                    failures, ThreadLocalRandom.current().nextDouble()));
            log.atWarn().addKeyValue("failures", failures).log("Cannot write the NodeSync: {}", Cause.of(e));
        }
    }

    private void waitFor(long nanos) {
        lock.lock();
        try {
            nextAttempt = System.nanoTime() + nanos;
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        NodeSyncStatus status = taken();
        if (unsent && status != null && !status.equals(acknowledged)) {
            writer.write(status);
            acknowledged = status;
            metrics.reported();
            log.atDebug().addKeyValue("revision", status.appliedRevision()).log("Reported");
        }
        unsent = false;
    }

    private @Nullable NodeSyncStatus taken() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }
}
