package dev.portcullis.agent;

import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.node.Backoff;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The newest state and the time to send it. One thread fills it, another one waits on it. */
final class Outbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ReportPace pace =
            new ReportPace(() -> ThreadLocalRandom.current().nextLong());
    private final Backoff backoff = Backoff.ofConnection(System.nanoTime());
    private @Nullable State newest;
    private boolean closing;

    /**
     * The state to report.
     *
     * @param status without the history
     * @param onDisk what the history may say of it
     */
    record State(NodeSyncStatus status, OnDisk onDisk) {}

    /**
     * The work of the thread that waits.
     *
     * @param due whether the newest state is to be sent now
     * @param last whether nothing comes after this
     */
    record Work(boolean due, boolean last) {}

    /**
     * Takes the newest state.
     *
     * @param changed whether it is worth a report of its own; otherwise it goes with the next one
     * @param nodes the number of agents that saw the same change
     */
    void publish(State state, boolean changed, long nodes) {
        locked(() -> {
            newest = state;
            if (changed) {
                pace.changed(System.nanoTime(), nodes);
                news.signal();
            }
        });
    }

    /** Shortens the wait for an API server that is back. */
    void reconnected(long nodes) {
        locked(() -> {
            backoff.hasten(System.nanoTime(), (long)
                    (ThreadLocalRandom.current().nextDouble() * nodes * ReportPace.SPREAD_PER_NODE));
            news.signal();
        });
    }

    /** Ends all waits: nothing follows the newest state. */
    void close() {
        locked(() -> {
            closing = true;
            news.signal();
        });
    }

    /**
     * Waits for something to do.
     *
     * @param backlog whether a report waits only for the API server
     * @param deadline the time to return in any case
     */
    Work await(boolean backlog, long deadline) throws InterruptedException {
        lock.lock();
        try {
            while (!closing && remaining(backlog, deadline) > 0) {
                news.awaitNanos(remaining(backlog, deadline));
            }
            boolean due = pace.due().isPresent() && (closing || untilDue(System.nanoTime()) <= 0);
            if (due) {
                pace.reported();
            }
            return new Work(due, closing);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    State newest() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the API server took the state. */
    void succeeded() {
        locked(backoff::succeeded);
    }

    /** Notes that the API server did not take it; returns how often in a row. */
    int failed() {
        lock.lock();
        try {
            backoff.failed(System.nanoTime());
            return backoff.failures();
        } finally {
            lock.unlock();
        }
    }

    private long remaining(boolean backlog, long deadline) {
        long now = System.nanoTime();
        long untilAttempt = backoff.next() - now;
        return Math.min(backlog ? untilAttempt : Math.max(untilAttempt, untilDue(now)), deadline - now);
    }

    private long untilDue(long now) {
        OptionalLong due = pace.due();
        return due.isPresent() ? due.getAsLong() - now : TimeUnit.DAYS.toNanos(1);
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
