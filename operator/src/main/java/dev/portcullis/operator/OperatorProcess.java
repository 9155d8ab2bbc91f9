package dev.portcullis.operator;

import dev.portcullis.operator.client.FreshSpecs;
import dev.portcullis.operator.metrics.OperatorMetrics;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.telemetry.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
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
    private final OperatorMetrics metrics;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile boolean started;

    OperatorProcess(KubernetesClient client, FreshSpecs fresh, OperatorSettings settings, MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        Rollouts rollouts = new Rollouts();
        this.client = client;
        this.settings = settings;
        this.leadership = new Leadership(client, settings, () -> ended.complete(1));
        this.stuck = new StuckReconciliations(clock);
        this.metrics = new OperatorMetrics(registry, settings.namedObjects(), clock);
        this.operator = new Operator(this::configure);
        this.controllers =
                new Controllers(client, fresh, settings, rollouts, stuck, leadership::isLeader, metrics, clock);
        controllers.register(operator);
    }

    /** Brings the metrics of the cluster up to date. */
    void refreshMetrics() {
        metrics.show(controllers.state(
                leadership.isLeader(), started && operator.getRuntimeInfo().allEventSourcesAreHealthy()));
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

    private void configure(ConfigurationServiceOverrider overrider) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(settings.threads())
                .withReconciliationTerminationTimeout(FINISH_WITHIN)
                .withPreviousAnnotationForDependentResources(false)
                .withParseResourceVersions(true)
                // ConfigMaps are left out of server-side apply by default.
                .withDefaultNonSSAResource(Set.of())
                .withMetrics(metrics.reconcilers());
        if (settings.leaderElection()) {
            overrider.withLeaderElectionConfiguration(leadership.configuration());
        }
    }
}
