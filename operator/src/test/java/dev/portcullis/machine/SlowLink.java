package dev.portcullis.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A way to a server of the loopback interface over which answers arrive later. */
public final class SlowLink implements AutoCloseable {

    private final ServerSocket socket;
    private final int server;
    private final Duration delay;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService departures = Executors.newSingleThreadScheduledExecutor();

    /**
     * Listens on a free port.
     *
     * @param server the server's port
     * @param delay of what the server sends
     */
    // A thread ends with its connection.
    @SuppressWarnings("FutureReturnValueIgnored")
    public SlowLink(int server, Duration delay) {
        this.server = server;
        this.delay = delay;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.submit(this::accept);
    }

    /** Where clients connect. */
    public int port() {
        return socket.getLocalPort();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                threads.submit(() -> pass(client, behind, Duration.ZERO));
                threads.submit(() -> pass(behind, client, delay));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** What arrives while something else is on its way takes no longer than that. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void pass(Socket from, Socket to, Duration later) {
        byte[] part = new byte[1 << 16];
        try (from) {
            for (int length = from.getInputStream().read(part);
                    length >= 0;
                    length = from.getInputStream().read(part)) {
                byte[] sent = Arrays.copyOf(part, length);
                departures.schedule(() -> write(to, sent), later.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (IOException e) {
            // Closed by this side.
        }
        if (!departures.isShutdown()) {
            departures.schedule(() -> close(to), later.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static void write(Socket to, byte[] part) {
        try {
            to.getOutputStream().write(part);
        } catch (IOException e) {
            close(to);
        }
    }

    private static void close(Socket one) {
        try {
            one.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        departures.shutdownNow();
    }
}
