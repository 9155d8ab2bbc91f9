package dev.portcullis.telemetry;

import picocli.CommandLine.Option;

/** The flags that every long-running process has for its logs and its HTTP port. */
public final class TelemetryOptions {

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "${env:HTTP_PORT:-8080}",
            description =
                    "TCP port of /livez, /readyz and /metrics; 0 takes a free one. Default: $$HTTP_PORT, or 8080.")
    private int httpPort;

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

    /** TCP port of the probes and metrics; 0 means any free one. */
    public int httpPort() {
        return httpPort;
    }

    /** Sets up logging as the flags say. */
    public void configureLogging() {
        Logging.configure(logFormat, logLevel);
    }
}
