package dev.portcullis.agent;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One running watch. fabric8's own watch keeps every event that is not yet handled in memory; here the API server is
 * asked for more only as far as the agent has got.
 */
final class WatchStream implements AutoCloseable {

    /** How much may wait unread; a chunk is at most 16 KiB. */
    private static final int CHUNKS_AHEAD = 16;

    private final Queue<Signal> inbox;
    private @Nullable CompletableFuture<HttpResponse<AsyncBody>> call;
    private volatile @Nullable AsyncBody open;
    private volatile boolean closed;

    private WatchStream(Queue<Signal> inbox) {
        this.inbox = inbox;
    }

    /** Starts a watch whose answer arrives in {@code inbox}. */
    static WatchStream open(HttpClient http, URI uri, Queue<Signal> inbox) {
        WatchStream stream = new WatchStream(inbox);
        CompletableFuture<HttpResponse<AsyncBody>> call = http.consumeBytes(
                http.newHttpRequestBuilder().uri(uri).forStreaming().build(), stream::arrived);
        stream.call = call.whenComplete(stream::answered);
        return stream;
    }

    private void arrived(List<ByteBuffer> bytes, AsyncBody body) {
        inbox.add(new Signal.Chunk(this, bytes, body, System.nanoTime()));
    }

    // How the body ends is put into the inbox, so the future that is made on the way is of no use.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void answered(@Nullable HttpResponse<AsyncBody> response, @Nullable Throwable failure) {
        if (response == null) {
            inbox.add(new Signal.Ended(this, failure));
            return;
        }
        AsyncBody body = response.body();
        open = body;
        if (closed) {
            body.cancel();
        } else if (response.isSuccessful()) {
            body.done().whenComplete((nothing, cut) -> inbox.add(new Signal.Ended(this, cut)));
            for (int i = 0; i < CHUNKS_AHEAD; i++) {
                body.consume();
            }
        } else {
            body.cancel();
            inbox.add(new Signal.Ended(
                    this,
                    new KubernetesClientException("the watch was answered " + response.code(), response.code(), null)));
        }
    }

    @Override
    public void close() {
        closed = true;
        AsyncBody body = open;
        if (body != null) {
            body.cancel();
        }
        CompletableFuture<HttpResponse<AsyncBody>> running = call;
        if (running != null) {
            running.cancel(true);
        }
    }
}
