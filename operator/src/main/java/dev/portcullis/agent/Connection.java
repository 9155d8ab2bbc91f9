package dev.portcullis.agent;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a list or watch going for as long as there is an API server, and waits politely when there is none. */
final class Connection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** The API server sends a bookmark every minute, so a longer silence means a dead connection. */
    private static final long MAX_SILENCE = Duration.ofSeconds(150).toNanos();

    private final RenditionSource source;
    private final RenditionSync sync;
    private final Queue<Signal> inbox;
    private @Nullable WatchStream stream;
    private JsonLines lines = new JsonLines();
    private boolean listed;
    private volatile boolean everListed;
    private boolean doubtful;
    private boolean reconnected;
    private final Attempts attempts = new Attempts();
    private long lastSign;

    Connection(RenditionSource source, RenditionSync sync, Queue<Signal> inbox) {
        this.source = source;
        this.sync = sync;
        this.inbox = inbox;
    }

    /** Whether there was a complete list since the agent started. Any thread may ask. */
    boolean everListed() {
        return everListed;
    }

    /** Whether the API server came back since the last call. */
    boolean takeReconnected() {
        boolean was = reconnected;
        reconnected = false;
        return was;
    }

    /** Lists or watches when that is due; true when a list was completed. */
    boolean advance() {
        long now = System.nanoTime();
        if (stream != null && now - lastSign > MAX_SILENCE) {
            lost("nothing came for " + Duration.ofNanos(MAX_SILENCE).toSeconds() + " s");
        }
        if (stream != null || now - attempts.next() < 0) {
            return false;
        }
        try {
            boolean completed = !isCurrent() && list();
            if (listed) {
                lines = new JsonLines();
                lastSign = System.nanoTime();
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
        return stream == null ? attempts.next() - now : lastSign + MAX_SILENCE - now;
    }

    /** Applies the events that a part of the watch's answer completes; how many of them concerned files. */
    int accept(Signal.Chunk chunk) {
        if (chunk.source() != stream) {
            return 0;
        }
        chunk.body().consume();
        lastSign = System.nanoTime();
        reconnected |= attempts.succeeded();
        int concerned = 0;
        for (ByteBuffer bytes : chunk.bytes()) {
            for (byte[] line : lines.accept(bytes)) {
                concerned += accept(line) ? 1 : 0;
            }
        }
        return concerned;
    }

    /** The watch ended. */
    void accept(Signal.Ended ended) {
        if (ended.source() != stream) {
            return;
        }
        Throwable failure = ended.failure();
        if (failure == null && attempts.failures() == 0) {
            // An ordinary end after a while: watch on from where it was.
            stream = null;
            attempts.ended();
            return;
        }
        if (failure instanceof KubernetesClientException refused && refused.getCode() == HttpURLConnection.HTTP_GONE) {
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

    private boolean accept(byte[] line) {
        try {
            WatchEvent event = source.event(line);
            if (event.getObject() instanceof ConfigMap configMap) {
                sync.event(event.getType(), configMap);
                return !event.getType().equals("BOOKMARK");
            }
            boolean gone = event.getObject() instanceof Status status
                    && Objects.equals(status.getCode(), HttpURLConnection.HTTP_GONE);
            listed &= !gone;
            lost("the watch was ended by the API server: " + event.getObject());
        } catch (RuntimeException e) {
            // What cannot be read may have been of any file: only a list tells.
            listed = false;
            lost("an event cannot be read: " + e.getMessage());
        }
        return false;
    }

    /** Whether what was listed can be carried on from: not when the server is behind it, as after a restore of etcd. */
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
        reconnected |= attempts.failures() > 0;
        return listed;
    }

    private void lost(String why) {
        close();
        doubtful = true;
        attempts.failed();
        log.atWarn().addKeyValue("failures", attempts.failures()).log("Not connected to the API server: {}", why);
    }
}
