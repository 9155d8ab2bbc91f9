package dev.portcullis.agent;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a list or watch going for as long as there is an API server, and waits politely when there is none. */
final class Reflector implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reflector.class);

    private final RenditionSource source;
    private final RenditionSync sync;
    private final Queue<Wakeup> inbox;
    private @Nullable WatchStream stream;
    private boolean listed;
    private volatile boolean everListed;
    private boolean doubtful;
    private boolean reconnected;
    private final Backoff backoff = Backoff.ofConnection(System.nanoTime());

    Reflector(RenditionSource source, RenditionSync sync, Queue<Wakeup> inbox) {
        this.source = source;
        this.sync = sync;
        this.inbox = inbox;
    }

    /** Returns whether there was a complete list since the agent started. Any thread may ask. */
    boolean everListed() {
        return everListed;
    }

    /** Returns whether the API server came back since the last call. */
    boolean takeReconnected() {
        boolean was = reconnected;
        reconnected = false;
        return was;
    }

    /** Lists or watches when that is due; true when a list was completed. */
    boolean advance() {
        if (stream != null || System.nanoTime() - backoff.next() < 0) {
            return false;
        }
        try {
            boolean completed = !isCurrent() && list();
            if (listed) {
                stream = source.watch(sync.seen(), inbox);
            }
            return completed;
        } catch (KubernetesClientException e) {
            lost(Cause.of(e));
            return false;
        }
    }

    /** Nanoseconds until {@link #advance} has something to do. */
    long untilDue(long now) {
        return stream == null ? backoff.next() - now : Long.MAX_VALUE;
    }

    /** Applies an event; whether it concerned files. */
    boolean accept(Wakeup.Changed event) {
        if (event.source() != stream) {
            return false;
        }
        reconnected |= backoff.succeeded();
        try {
            return sync.event(event.type(), event.configMap());
        } catch (RuntimeException e) {
            // It may have been of any file: only a list tells.
            listed = false;
            lost("an event cannot be read: " + e.getMessage());
            return false;
        }
    }

    /** The watch ended. */
    void accept(Wakeup.Ended ended) {
        if (ended.source() != stream) {
            return;
        }
        Throwable failure = ended.failure();
        if (failure == null && backoff.failures() == 0) {
            // An ordinary end after a while: watch on from where it was.
            stream = null;
            backoff.ended(System.nanoTime());
            return;
        }
        boolean gone = failure instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_GONE;
        // What cannot be read may have been of any file: only a list tells.
        if (gone || failure instanceof WatchStream.UnreadableEventException) {
            listed = false;
        }
        lost(failure == null ? "the watch ended at once" : Cause.of(failure));
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /**
     * Returns whether what was listed can be carried on from: not when the server is behind it, as after a restore of
     * etcd.
     */
    private boolean isCurrent() {
        if (listed && doubtful && source.revision() < sync.seen()) {
            log.warn("The API server is behind what it said before, starting over");
            listed = false;
        }
        doubtful = false;
        return listed;
    }

    private boolean list() {
        listed = sync.list();
        everListed |= listed;
        reconnected |= backoff.failures() > 0;
        return listed;
    }

    private void lost(String why) {
        close();
        doubtful = true;
        backoff.failed(System.nanoTime());
        log.atWarn().addKeyValue("failures", backoff.failures()).log("Not connected to the API server: {}", why);
    }
}
