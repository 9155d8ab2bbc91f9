package dev.portcullis.operator;

import dev.portcullis.operator.client.FreshSpecs;
import dev.portcullis.operator.client.SievedReads;
import dev.portcullis.operator.metrics.RequestTimes;
import dev.portcullis.telemetry.HttpEndpoints;
import dev.portcullis.telemetry.TelemetryOptions;
import dev.portcullis.telemetry.Version;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code portcullis operator}: runs until it is told to stop. */
@Command(
        name = "operator",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description =
                "Renders SeccompProfiles and CapabilityPolicies, hands them to the agents and says in status on which nodes they are.",
        footer = {
            "",
            "Finds the cluster as every client does: $$KUBECONFIG, ~/.kube/config, or the pod's service account."
        })
public final class OperatorCommand implements Callable<Integer> {

    @Mixin
    private OperatorOptions options = new OperatorOptions();

    @Mixin
    private TelemetryOptions telemetry = new TelemetryOptions();

    @Override
    public Integer call() throws Exception {
        telemetry.configureLogging();
        // Not a constant: the command line makes an object of every command, and most need no logger.
        Logger log = LoggerFactory.getLogger(OperatorCommand.class);
        OperatorSettings settings = options.settings();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FreshSpecs fresh = new FreshSpecs();
        KubernetesClient client = client(fresh, new RequestTimes(metrics));
        OperatorProcess process = new OperatorProcess(client, fresh, settings, metrics);
        try (HttpEndpoints http =
                telemetry.serve("operator", process.live(), process.ready(), metrics, process::refreshMetrics)) {
            log.atInfo()
                    .addKeyValue("version", Version.current())
                    .addKeyValue("server", client.getMasterUrl())
                    .addKeyValue("namespace", settings.namespace())
                    .addKeyValue("probePort", http.probePort())
                    .addKeyValue("httpPort", http.httpPort())
                    .log("operator starts");
            return process.run();
        }
    }

    private static KubernetesClient client(FreshSpecs fresh, RequestTimes times) {
        Config config = Config.autoConfigure(null);
        config.setOnlyHttpWatches(true);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> {
                    http.addOrReplaceInterceptor(SievedReads.NAME, new SievedReads(fresh));
                    http.addOrReplaceInterceptor(RequestTimes.NAME, times);
                })
                .build();
    }
}
