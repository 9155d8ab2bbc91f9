package dev.portcullis.telemetry;

import dev.portcullis.telemetry.HttpPort.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Serves {@code /livez} and {@code /readyz} on one port, and {@code /metrics} (Prometheus text format) on another, over
 * plain HTTP. Each port has its own thread and limits, so that the kubelet's probes never wait for a scrape.
 */
public final class HttpEndpoints implements AutoCloseable {

    private static final MetricFamily DROPPED = MetricFamily.counter(
            "portcullis_http_connections_dropped_total",
            "Connections that were ended because they took too long or others came",
            "port");

    /** All that this class registers. */
    public static final List<MetricFamily> FAMILIES = List.of(DROPPED);

    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Longer than any probe's timeout, and about that of a scrape. */
    private static final Duration LIFETIME = Duration.ofSeconds(10);

    /** A connection takes up to 2 KB of the heap and 5 KB of the kernel's memory. */
    private static final Limits PROBES = new Limits(512, LIFETIME);

    /** A connection whose client reads slowly takes up to 64 KB of the kernel's memory. */
    private static final Limits METRICS = new Limits(64, LIFETIME);

    /** The greatest age of metrics: clients can cause at most one rendering a second. */
    private static final Duration SAME_METRICS = Duration.ofSeconds(1);

    private final HttpPort probes;
    private final HttpPort metrics;

    private HttpEndpoints(HttpPort probes, HttpPort metrics) {
        this.probes = probes;
        this.metrics = metrics;
    }

    /**
     * Starts serving on all addresses, on the ports that the flags name.
     *
     * @param metricsText renders the metrics
     * @param registry gets the metrics of the ports themselves
     */
    static HttpEndpoints start(
            int probePort,
            int metricsPort,
            Probe live,
            Probe ready,
            Supplier<String> metricsText,
            MeterRegistry registry)
            throws IOException {
        HttpPort probes = open(
                "probes",
                "--probe-port",
                "PROBE_PORT",
                probePort,
                PROBES,
                Map.of("/livez", () -> answer(live), "/readyz", () -> answer(ready)));
        try {
            Supplier<Response> scrape =
                    new Recent<>(() -> Response.of(200, "OK", METRICS_TYPE, metricsText.get()), SAME_METRICS);
            HttpPort metrics =
                    open("metrics", "--http-port", "HTTP_PORT", metricsPort, METRICS, Map.of("/metrics", scrape));
            count(probes, "probes", registry);
            count(metrics, "metrics", registry);
            return new HttpEndpoints(probes, metrics);
        } catch (IOException e) {
            probes.close();
            throw e;
        }
    }

    /** The port of the probes. */
    public int probePort() {
        return probes.number();
    }

    /** The port of the metrics. */
    public int httpPort() {
        return metrics.number();
    }

    @Override
    public void close() {
        probes.close();
        metrics.close();
    }

    private static HttpPort open(
            String name, String flag, String variable, int port, Limits limits, Map<String, Supplier<Response>> pages)
            throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IOException(flag + " (" + variable + ") must be 0 to 65535, and is " + port);
        }
        try {
            return HttpPort.open(name, port, limits, pages);
        } catch (IOException e) {
            throw new IOException("cannot listen on port " + port + " (" + flag + "): " + e.getMessage(), e);
        }
    }

    private static void count(HttpPort port, String name, MeterRegistry registry) {
        DROPPED.counted(registry, port::dropped, name);
    }

    private static Response answer(Probe probe) {
        Optional<String> complaint = probe.complaint();
        return complaint.isEmpty()
                ? Response.of(200, "OK", Response.PLAIN, "ok\n")
                : Response.of(503, "Service Unavailable", Response.PLAIN, complaint.get() + "\n");
    }
}
