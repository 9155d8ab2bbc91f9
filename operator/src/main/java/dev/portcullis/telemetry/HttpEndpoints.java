package dev.portcullis.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves {@code /livez}, {@code /readyz} and {@code /metrics} (Prometheus text format) over plain HTTP. */
public final class HttpEndpoints implements AutoCloseable {

    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpEndpoints(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts serving on all addresses.
     *
     * @param port TCP port; 0 takes any free one
     * @throws IOException when the port cannot be bound, with a message that names it
     */
    public static HttpEndpoints start(int port, Probe live, Probe ready, PrometheusMeterRegistry metrics)
            throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IOException("--http-port (HTTP_PORT) must be 0 to 65535, and is " + port);
        }
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new IOException("cannot listen on port " + port + " (--http-port): " + e.getMessage(), e);
        }
        server.createContext("/livez", exchange -> answer(exchange, live));
        server.createContext("/readyz", exchange -> answer(exchange, ready));
        server.createContext("/metrics", exchange -> send(exchange, 200, METRICS_TYPE, metrics.scrape()));
        // Two threads, so that a slow scrape does not hold up a probe.
        ExecutorService threads = Executors.newFixedThreadPool(
                2, Thread.ofPlatform().name("http-", 0).daemon().factory());
        server.setExecutor(threads);
        server.start();
        return new HttpEndpoints(server, threads);
    }

    /** The port that is served. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Probe probe) throws IOException {
        Optional<String> complaint = probe.complaint();
        send(exchange, complaint.isEmpty() ? 200 : 503, "text/plain; charset=utf-8", complaint.orElse("ok") + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
