package dev.portcullis.operator;

import dev.portcullis.operator.client.FreshSpecs;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.telemetry.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator from start to end: wiring, leadership, probes and an orderly stop. */
final class OperatorProcess {

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(15);
    private static final Logger log = LoggerFactory.getLogger(OperatorProcess.class);

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Leadership leadership;
    private final StuckReconciliations stuck;
    private final Operator operator;
    private final Controllers controllers;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile boolean started;

    OperatorProcess(KubernetesClient client, FreshSpecs fresh, OperatorSettings settings, MeterRegistry metrics) {
        Clock clock = Clock.systemUTC();
        Rollouts rollouts = new Rollouts();
        this.client = client;
        this.settings = settings;
        this.leadership = new Leadership(client, settings, () -> ended.complete(1));
        this.stuck = new StuckReconciliations(clock);
        this.operator = new Operator(overrider -> configure(overrider, metrics));
        this.controllers =
                new Controllers(client, fresh, settings, rollouts, stuck, leadership::isLeader, metrics, clock);
        controllers.register(operator);
        Gauge.builder("portcullis_operator_nodes", rollouts, Rollouts::desired)
                .description("Nodes that every profile should be on")
                .register(metrics);
        Gauge.builder("portcullis_operator_nodes_unavailable", rollouts, Rollouts::unavailable)
                .description("Nodes of these whose agent is not ready, which no rollout waits for")
                .register(metrics);
        Gauge.builder("portcullis_operator_nodes_gated", controllers, Controllers::closedGates)
                .description("Nodes to which no pods may come until their agent has written every file")
                .register(metrics);
        Gauge.builder("portcullis_operator_rendered_bytes", controllers, Controllers::renderedBytes)
                .description("Size of all rendered documents, which is about what every node holds")
                .register(metrics);
        Gauge.builder("portcullis_operator_rendered_bytes_max", controllers, Controllers::largestRenderedBytes)
                .description("Size of the documents of the object that has most")
                .register(metrics);
        Gauge.builder("portcullis_operator_leader", leadership, l -> l.isLeader() ? 1 : 0)
                .description("1 while this process reconciles")
                .register(metrics);
    }

    /** Holds while the process can go on; fails when only a restart helps. */
    Probe live() {
        return stuck;
    }

    /** Holds when the process knows the cluster's state, as the leader or on standby. */
    Probe ready() {
        return () -> {
            if (!started) {
                return Optional.of("still reading the cluster's state");
            }
            return operator.getRuntimeInfo().allEventSourcesAreHealthy()
                    ? Optional.empty()
                    : Optional.of("watches are interrupted: "
                            + operator.getRuntimeInfo().unhealthyEventSources());
        };
    }

    /** Runs until the process is told to stop or loses its lease; returns the exit status. */
    int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
        operator.start();
        controllers.start();
        started = true;
        log.info("caches are filled");
        return ended.join();
    }

    private void stop() {
        started = false;
        leadership.giveUp();
        controllers.stop();
        operator.stop();
        leadership.release();
        client.close();
        log.info("operator stopped");
    }

    private void configure(ConfigurationServiceOverrider overrider, MeterRegistry metrics) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(settings.threads())
                .withReconciliationTerminationTimeout(FINISH_WITHIN)
                .withPreviousAnnotationForDependentResources(false)
                .withParseResourceVersions(true)
                // ConfigMaps are left out of server-side apply by default.
                .withDefaultNonSSAResource(Set.of())
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics));
        if (settings.leaderElection()) {
            overrider.withLeaderElectionConfiguration(leadership.configuration());
        }
    }
}
