package dev.portcullis.telemetry;

import dev.portcullis.telemetry.RequestHead.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port that answers GET of a few paths on one thread, and that no client can block for the others: a slow client
 * costs a little memory for a bounded time, and connections are limited. At the limit a new connection replaces another
 * ({@link Crowd#first}) instead of being refused, because it may be the kubelet's.
 */
final class HttpPort implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpPort.class);

    /** The number of connections that wait in the kernel. */
    private static final int BACKLOG = 256;

    /** The number accepted before existing connections have a turn. */
    private static final int ACCEPTED_AT_ONCE = 32;

    /** The kernel's buffer for each direction of a connection, roughly: it counts as the container's memory. */
    private static final int SOCKET_BUFFER = 32 * 1_024;

    /**
     * The limits of a port.
     *
     * @param connections how many may be open
     * @param lifetime the time after which a connection ends, whatever it is doing
     */
    record Limits(int connections, Duration lifetime) {}

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Limits limits;
    private final Map<String, Supplier<Response>> pages;
    private final Crowd<HttpConnection> crowd = new Crowd<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(16 * 1_024);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    private HttpPort(
            String name,
            ServerSocketChannel listener,
            Selector selector,
            Limits limits,
            Map<String, Supplier<Response>> pages) {
        this.listener = listener;
        this.selector = selector;
        this.limits = limits;
        this.pages = pages;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /**
     * Listens on all addresses.
     *
     * @param name of the thread
     * @param port 0 for any free one
     * @param pages the answers by path; called on the port's thread
     * @throws IOException when the port cannot be bound
     */
    static HttpPort open(String name, int port, Limits limits, Map<String, Supplier<Response>> pages)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            listener.bind(new InetSocketAddress(port), BACKLOG);
            listener.configureBlocking(false);
            Selector selector = Selector.open();
            listener.register(selector, SelectionKey.OP_ACCEPT);
            HttpPort opened = new HttpPort(name, listener, selector, limits, pages);
            opened.thread.start();
            return opened;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /** The port's number. */
    int number() {
        return listener.socket().getLocalPort();
    }

    /** The number of connections that ended early. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }

    private void run() {
        try (listener;
                selector) {
            while (!closing) {
                selector.select(untilTheNextEnds());
                for (SelectionKey key : selector.selectedKeys()) {
                    // A connection served before may have ended this one.
                    if (key.isValid()) {
                        serve(key);
                    }
                }
                selector.selectedKeys().clear();
                dropTheLate();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        if (key.attachment() instanceof HttpConnection connection) {
            try {
                int next = connection.turn(scratch, this::answer);
                if (next == 0) {
                    end(connection);
                } else {
                    key.interestOps(next);
                }
            } catch (IOException e) {
                // The client is gone.
                end(connection);
            }
        } else {
            accept();
        }
    }

    private void accept() {
        for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
            try {
                SocketChannel channel = listener.accept();
                if (channel == null) {
                    return;
                }
                welcome(channel);
            } catch (IOException e) {
                // No file descriptor is left, or the client has already gone.
                log.atDebug().setCause(e).log("a connection could not be accepted");
                crowd.oldest().ifPresent(this::drop);
                return;
            }
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            InetAddress from = channel.socket().getInetAddress();
            HttpConnection connection = new HttpConnection(channel, System.nanoTime());
            channel.register(selector, SelectionKey.OP_READ, connection);
            if (crowd.size() >= limits.connections()) {
                crowd.first().ifPresent(this::drop);
            }
            crowd.add(connection, from);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private Response answer(Request request) {
        return switch (request) {
            case Request.Refused refused -> Response.of(refused.status(), refused.reason());
            case Request.Get get -> {
                Supplier<Response> page = pages.get(get.path());
                yield page == null ? Response.of(404, "Not Found") : made(page, get.path());
            }
        };
    }

    private static Response made(Supplier<Response> page, String path) {
        try {
            return page.get();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("{} cannot be answered", path);
            return Response.of(500, "Internal Server Error");
        }
    }

    private void dropTheLate() {
        long now = System.nanoTime();
        // All have the same lifetime, so the oldest end first.
        for (Optional<HttpConnection> oldest = crowd.oldest();
                oldest.isPresent()
                        && now - oldest.get().since() >= limits.lifetime().toNanos();
                oldest = crowd.oldest()) {
            drop(oldest.get());
        }
    }

    private void drop(HttpConnection connection) {
        end(connection);
        dropped.incrementAndGet();
    }

    private void end(HttpConnection connection) {
        connection.close();
        crowd.remove(connection);
    }

    /** The time in milliseconds; 0 when no connection is open. */
    private long untilTheNextEnds() {
        return crowd.oldest()
                .map(oldest -> limits.lifetime().toNanos() - (System.nanoTime() - oldest.since()))
                .map(nanos -> Math.max(1, Duration.ofNanos(nanos).toMillis() + 1))
                .orElse(0L);
    }
}
