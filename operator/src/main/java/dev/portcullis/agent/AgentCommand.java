package dev.portcullis.agent;

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

/** Runs the agent of one node until it is told to stop. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Keeps the profiles of a cluster on this node's disk and reports what is there.",
        footer = {
            "",
            "Finds the cluster as every client does: $$KUBECONFIG, ~/.kube/config, or the pod's service account.",
            "Its token must be bound to a pod on the node, because it may write that node's NodeSync alone."
        })
public final class AgentCommand implements Callable<Integer> {

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            defaultValue = "${env:POD_NAMESPACE:-portcullis-system}",
            description = "Where the rendered profiles are. Default: $$POD_NAMESPACE, or portcullis-system.")
    private String namespace = "";

    @Option(
            names = "--node-name",
            paramLabel = "NODE",
            defaultValue = "${env:NODE_NAME}",
            description = "The Node that this agent runs on. Default: $$NODE_NAME.")
    private @Nullable String nodeName;

    @Option(
            names = "--seccomp-root",
            paramLabel = "DIR",
            defaultValue = "${env:SECCOMP_ROOT:-/var/lib/kubelet/seccomp}",
            description = "The kubelet's seccomp directory; the agent owns DIR/portcullis."
                    + " Default: $$SECCOMP_ROOT, or /var/lib/kubelet/seccomp.")
    private Path seccompRoot = Path.of("/");

    @Option(
            names = "--node-view",
            paramLabel = "DIR",
            defaultValue = "${env:NODE_VIEW}",
            description =
                    "In a container: where the kubelet's seccomp directory is mounted as a whole, to read. The agent"
                            + " compares, because a mount of DIR/portcullis follows links. Default: $$NODE_VIEW, or none.")
    private @Nullable Path nodeView;

    @Option(
            names = "--resync-interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:RESYNC_INTERVAL:-60s}",
            description = "How often the files on disk are checked, for example 30s or 5m."
                    + " Default: $$RESYNC_INTERVAL, or 60s.")
    private Duration resyncInterval = Duration.ZERO;

    @Mixin
    private TelemetryOptions telemetry = new TelemetryOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        telemetry.configureLogging();
        // Not a constant: the command line makes an object of every command, and most need no logger.
        Logger log = LoggerFactory.getLogger(AgentCommand.class);
        AgentSettings settings = settings();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (ApiConnection server = ApiConnection.ofNodeProcess();
                Agent agent = Agent.start(server, settings, metrics);
                HttpEndpoints http = telemetry.serve("agent", agent.live(), agent.ready(), metrics)) {
            log.atInfo()
                    .addKeyValue("version", Version.current())
                    .addKeyValue("server", server.url())
                    .addKeyValue("node", settings.nodeName())
                    .addKeyValue("probePort", http.probePort())
                    .addKeyValue("httpPort", http.httpPort())
                    .log("agent starts");
            StopSignal signal = StopSignal.register(agent::close);
            try {
                agent.awaitEnd();
            } finally {
                signal.ended();
            }
        }
        return 0;
    }

    private AgentSettings settings() {
        if (nodeName == null || nodeName.isBlank()) {
            throw wrong("the node's name is missing: set --node-name or $NODE_NAME");
        }
        try {
            return new AgentSettings(namespace, nodeName, seccompRoot, nodeView, resyncInterval);
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
