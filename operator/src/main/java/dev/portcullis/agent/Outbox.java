package dev.portcullis.agent;

import dev.portcullis.api.NodeSyncStatus;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The newest state and when it is to be sent. One thread fills it, another one waits on it. */
final class Outbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ReportPace pace =
            new ReportPace(() -> ThreadLocalRandom.current().nextLong());
    private final Backoff backoff = Backoff.ofConnection(System.nanoTime());
    private @Nullable NodeSyncStatus newest;
    private boolean closing;

    /**
     * What there is to do.
     *
     * @param due whether the newest state is to be sent now
     * @param last whether nothing comes after this
     */
    record Work(boolean due, boolean last) {}

    /**
     * Takes the newest state.
     *
     * @param changed whether it is worth a report of its own; otherwise it goes with the next one
     * @param nodes how many agents saw the same change
     */
    void publish(NodeSyncStatus status, boolean changed, long nodes) {
        locked(() -> {
            newest = status;
            if (changed) {
                pace.changed(System.nanoTime(), nodes);
                news.signal();
            }
        });
    }

    /** The API server is back: what waits for it need not wait for long. */
    void reconnected(long nodes) {
        locked(() -> {
            backoff.hasten(System.nanoTime(), (long)
                    (ThreadLocalRandom.current().nextDouble() * nodes * ReportPace.SPREAD_PER_NODE));
            news.signal();
        });
    }

    /** What is there is the last. */
    void close() {
        locked(() -> {
            closing = true;
            news.signal();
        });
    }

    /**
     * Waits for something to do.
     *
     * @param backlog whether something waits only for the API server
     * @param deadline when to return in any case
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
    NodeSyncStatus newest() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /** The API server took it. */
    void succeeded() {
        locked(backoff::succeeded);
    }

    /** The API server did not take it; how often in a row. */
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
