package dev.portcullis.stream;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. About {@value #AHEAD} parts of 16 KiB wait unread; the rest stays with the API server, or in
 * the windows of TCP and HTTP/2. One thread reads; any thread may close.
 */
public final class Body extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {

    private static final int AHEAD = 4;

    private sealed interface Part {

        record Bytes(List<ByteBuffer> buffers) implements Part {}

        /** The end; {@code failure} is null when the answer is complete. */
        record End(@Nullable Throwable failure) implements Part {}
    }

    private final Duration patience;
    private final BlockingQueue<Part> arrived = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> taken = new ArrayDeque<>();
    private volatile @Nullable AsyncBody source;
    private volatile boolean closed;
    private Part.@Nullable End end;
    private long count;

    Body(Duration patience) {
        this.patience = patience;
    }

    /** Starts receiving. */
    @SuppressWarnings("FutureReturnValueIgnored") // The reader gets the outcome.
    void begin(AsyncBody body) {
        source = body;
        body.done().whenComplete((nothing, failure) -> arrived.add(new Part.End(failure)));
        if (closed) {
            body.cancel();
        }
        for (int i = 0; i < AHEAD; i++) {
            body.consume();
        }
    }

    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody body) {
        arrived.add(new Part.Bytes(buffers));
    }

    /** The number of bytes read so far. */
    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer current = current();
        if (current == null) {
            return -1;
        }
        int read = Math.min(length, current.remaining());
        current.get(into, offset, read);
        count += read;
        return read;
    }

    /** Ends the answer early; a reader that waits for more gets an exception. */
    @Override
    public void close() {
        closed = true;
        AsyncBody body = source;
        if (body != null) {
            body.cancel();
        }
        arrived.add(new Part.End(new IOException("closed")));
    }

    private @Nullable ByteBuffer current() throws IOException {
        while (end == null) {
            ByteBuffer first = taken.peek();
            if (first == null) {
                take();
            } else if (first.hasRemaining()) {
                return first;
            } else {
                taken.remove();
            }
        }
        if (end.failure() != null) {
            throw new IOException("the answer was cut off: " + end.failure(), end.failure());
        }
        return null;
    }

    private void take() throws IOException {
        Part part;
        try {
            part = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        switch (part) {
            case null -> {
                close();
                throw new SocketTimeoutException("nothing came for " + patience.toSeconds() + " s");
            }
            case Part.Bytes bytes -> {
                taken.addAll(bytes.buffers());
                AsyncBody body = source;
                if (body != null) {
                    body.consume();
                }
            }
            case Part.End last -> end = last;
        }
    }
}
