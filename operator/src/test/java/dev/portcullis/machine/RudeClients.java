package dev.portcullis.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of an HTTP port that take from it what they can: each comes again as soon as its connection has ended. */
public final class RudeClients implements AutoCloseable {

    /** The pause between two steps of a client, in milliseconds. */
    private static final int PAUSE = 20;

    /** How long a reader waits for the next byte, in milliseconds. */
    private static final int READ_TIMEOUT = 5_000;

    /** The ways in which a client uses a connection. */
    public enum Manner {
        /** Sends half a request line, and waits. */
        HALF_A_REQUEST {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                send(socket, "GET /livez HT");
                all.waitForTheEnd(socket);
            }
        },
        /** Sends nothing. */
        SILENT {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                all.waitForTheEnd(socket);
            }
        },
        /** Sends a header that goes on for ever, a byte at a time. */
        BYTE_BY_BYTE {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                send(socket, "GET /metrics HTTP/1.1\r\nX: ");
                do {
                    send(socket, "x");
                } while (!all.endsSoon(socket));
            }
        },
        /** Sends a path without an end, as fast as it can. */
        ENDLESS_PATH {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                send(socket, "GET /");
                all.sendForEver(socket, "x".repeat(8_192));
            }
        },
        /** Sends header fields without an end, as fast as it can. */
        ENDLESS_HEADER {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                send(socket, "GET /readyz HTTP/1.1\r\n");
                all.sendForEver(socket, ("X-Y: " + "z".repeat(100) + "\r\n").repeat(70));
            }
        },
        /** Asks for the metrics and does not read them. */
        NO_READER {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                send(socket, "GET /metrics HTTP/1.1\r\n\r\n");
                // Fails once the server has given up.
                while (all.pause()) {
                    send(socket, " ");
                }
            }
        },
        /** Asks for the metrics and reads a byte of them now and then. */
        SLOW_READER {
            @Override
            void use(Socket socket, RudeClients all) throws IOException {
                send(socket, "GET /metrics HTTP/1.1\r\n\r\n");
                socket.setSoTimeout(READ_TIMEOUT);
                // What has arrived can be read for long after the server has given up; sending fails then.
                while (socket.getInputStream().read() >= 0 && all.pause()) {
                    send(socket, " ");
                }
            }
        };

        abstract void use(Socket socket, RudeClients all) throws IOException;
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicLong connections = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    private RudeClients() {}

    /** Starts this many clients of the port, from this address of the machine. */
    public static RudeClients start(Manner manner, int clients, InetAddress from, int port) {
        RudeClients all = new RudeClients();
        for (int i = 0; i < clients; i++) {
            all.threads.add(Thread.ofVirtual().start(() -> all.comeAgainAndAgain(manner, from, port)));
        }
        return all;
    }

    /** How many connections there have been. */
    public long connections() {
        return connections.get();
    }

    @Override
    public void close() {
        end.countDown();
        try {
            for (Thread thread : threads) {
                if (!thread.join(Duration.ofSeconds(30))) {
                    throw new IllegalStateException("a client does not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void comeAgainAndAgain(Manner manner, InetAddress from, int port) {
        do {
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(4_096);
                socket.setSoTimeout(PAUSE);
                socket.bind(new InetSocketAddress(from, 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
                connections.incrementAndGet();
                manner.use(socket, this);
            } catch (IOException e) {
                // Thrown out.
            }
        } while (pause());
    }

    private void waitForTheEnd(Socket socket) throws IOException {
        while (!endsSoon(socket)) {
            if (ended()) {
                return;
            }
        }
    }

    /** Returns whether the server ends the connection before the pause is over. */
    private boolean endsSoon(Socket socket) throws IOException {
        try {
            return ended() || socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        }
    }

    private void sendForEver(Socket socket, String text) throws IOException {
        while (!ended()) {
            send(socket, text);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private boolean ended() {
        return end.getCount() == 0;
    }

    /** Waits, and returns whether to go on. */
    private boolean pause() {
        try {
            return !end.await(PAUSE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
