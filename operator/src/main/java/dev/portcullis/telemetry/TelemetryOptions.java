package dev.portcullis.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The options of every long-running process for its logs and HTTP ports. */
public final class TelemetryOptions {

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "${env:HTTP_PORT:-8080}",
            description = "TCP port of /metrics; 0 takes a free one. Default: $$HTTP_PORT, or 8080.")
    private int httpPort;

    @Option(
            names = "--probe-port",
            paramLabel = "PORT",
            defaultValue = "${env:PROBE_PORT:-8081}",
            description = "TCP port of /livez and /readyz; 0 takes a free one. Default: $$PROBE_PORT, or 8081.")
    private int probePort;

    @Option(
            names = "--log-format",
            paramLabel = "json|text",
            defaultValue = "${env:LOG_FORMAT:-json}",
            description = "How log lines are written. Default: $$LOG_FORMAT, or json.")
    private Logging.Format logFormat = Logging.Format.json;

    @Option(
            names = "--log-level",
            paramLabel = "error|warn|info|debug|trace",
            defaultValue = "${env:LOG_LEVEL:-info}",
            description = "From which level on. Default: $$LOG_LEVEL, or info.")
    private Logging.Threshold logLevel = Logging.Threshold.info;

    /**
     * Serves probes and metrics on the configured ports.
     *
     * @param component which part of Portcullis this process is
     * @param refresh brings metrics up to date, before each rendering of them
     * @throws IOException when a port cannot be bound, with a message that names it
     */
    public HttpEndpoints serve(
            String component, Probe live, Probe ready, PrometheusMeterRegistry metrics, Runnable refresh)
            throws IOException {
        ProcessMetrics.register(metrics, component);
        return HttpEndpoints.start(
                probePort,
                httpPort,
                live,
                ready,
                () -> {
                    refresh.run();
                    return metrics.scrape();
                },
                metrics);
    }

    /** The same for metrics that are always up to date. */
    public HttpEndpoints serve(String component, Probe live, Probe ready, PrometheusMeterRegistry metrics)
            throws IOException {
        return serve(component, live, ready, metrics, () -> {});
    }

    /** Sets up logging as configured. */
    public void configureLogging() {
        Logging.configure(logFormat, logLevel);
    }
}
