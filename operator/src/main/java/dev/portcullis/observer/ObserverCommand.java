package dev.portcullis.observer;

import dev.portcullis.node.StopSignal;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.telemetry.DurationConverter;
import dev.portcullis.telemetry.HttpEndpoints;
import dev.portcullis.telemetry.TelemetryOptions;
import dev.portcullis.telemetry.Version;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the observer of one node until it is told to stop. */
@Command(
        name = "observer",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Answers the syscalls that observed containers hand it on this node, and reports them.",
        footer = {
            "",
            "Needs Linux 5.9 and UID 0, and no capability. Finds the cluster as every client does: $$KUBECONFIG,"
                    + " ~/.kube/config, or the pod's service account. Its token must be bound to a pod on the node, because it"
                    + " may write that node's NodeObservations alone."
        })
public final class ObserverCommand implements Callable<Integer> {

    @Option(
            names = "--node-name",
            paramLabel = "NODE",
            defaultValue = "${env:NODE_NAME}",
            description = "The Node that this observer runs on. Default: $$NODE_NAME.")
    private @Nullable String nodeName;

    @Option(
            names = "--socket-directory",
            paramLabel = "DIR",
            defaultValue = "${env:SOCKET_DIRECTORY:-/run/portcullis}",
            description = "Where observer.sock is, which runtimes connect to, and handover.sock for the observer's"
                    + " successor; only root may enter DIR. Default: $$SOCKET_DIRECTORY, or /run/portcullis.")
    private Path socketDirectory = Path.of("/");

    @Option(
            names = "--grace-period",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:GRACE_PERIOD:-50s}",
            description =
                    "How long it goes on answering after SIGTERM, unless a successor takes over. Keep it below the"
                            + " pod's terminationGracePeriodSeconds. Default: $$GRACE_PERIOD, or 50s.")
    private Duration gracePeriod = Duration.ZERO;

    @Mixin
    private TelemetryOptions telemetry = new TelemetryOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        telemetry.configureLogging();
        // Not a constant: the command line makes an object of every command, and most need no logger.
        Logger log = LoggerFactory.getLogger(ObserverCommand.class);
        ObserverSettings settings = settings();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (ApiConnection server = ApiConnection.ofNodeProcess();
                Observer observer = Observer.start(server, settings, metrics);
                HttpEndpoints http = telemetry.serve("observer", observer.live(), observer.ready(), metrics)) {
            log.atInfo()
                    .addKeyValue("version", Version.current())
                    .addKeyValue("server", server.url())
                    .addKeyValue("node", settings.nodeName())
                    .addKeyValue("socket", settings.observerSocket())
                    .addKeyValue("probePort", http.probePort())
                    .addKeyValue("httpPort", http.httpPort())
                    .log("observer starts");
            StopSignal signal = StopSignal.register(observer::close);
            try {
                observer.awaitEnd();
            } finally {
                signal.ended();
            }
        }
        return 0;
    }

    private ObserverSettings settings() {
        if (nodeName == null || nodeName.isBlank()) {
            throw wrong("the node's name is missing: set --node-name or $NODE_NAME");
        }
        try {
            return new ObserverSettings(nodeName, socketDirectory, gracePeriod);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
