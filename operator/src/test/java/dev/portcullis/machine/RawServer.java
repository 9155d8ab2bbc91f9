package dev.portcullis.machine;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A socket that answers requests with prepared bytes, one answer for a connection, for answers that no sound server gives. */
public final class RawServer implements AutoCloseable {

    /** Writes an answer, headers included. */
    @FunctionalInterface
    public interface Answer {
        /** Writes; the connection is closed afterwards. */
        void write(OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** Listens on a free port of the loopback interface. */
    public RawServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::run);
    }

    /** Adds the answer to a later request. */
    public RawServer then(Answer answer) {
        answers.add(answer);
        return this;
    }

    /** Adds a whole answer. */
    public RawServer then(String status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return then(out -> {
            out.write(head(status, bytes.length, headers));
            out.write(bytes);
        });
    }

    /** The beginning of an answer. */
    public static byte[] head(String status, long length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return (head + "Connection: close\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The targets of the requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** A client of it that tries again twice. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + socket.getLocalPort())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffLimit(2)
                        .build())
                .build();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                serve(connection);
            } catch (IOException e) {
                // The client has had enough, or the test is over.
            }
        }
    }

    private void serve(Socket connection) throws IOException {
        connection.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        if (line == null) {
            return;
        }
        requests.add(line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' ')));
        while (!in.readLine().isEmpty()) {
            // Headers are not looked at.
        }
        Answer answer = answers.poll();
        if (answer != null) {
            answer.write(connection.getOutputStream());
            connection.getOutputStream().flush();
            connection.shutdownOutput();
            // Until the client closes too: a reset would take away what it has not read.
            in.transferTo(Writer.nullWriter());
        }
    }
}
