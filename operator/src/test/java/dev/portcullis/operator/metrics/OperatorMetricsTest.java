package dev.portcullis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.operator.rollout.NodeStates;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {

    private final SettableClock clock = new SettableClock();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final OperatorMetrics metrics = new OperatorMetrics(registry, 10, clock);

    @Test
    void onlyTheLeaderTellsOfTheCluster() {
        metrics.show(state(false));
        assertThat(registry.scrape())
                .contains("portcullis_operator_leader 0.0", "portcullis_operator_watches_healthy 1.0")
                .doesNotContain("portcullis_nodes{", "portcullis_objects{", "portcullis_rollout_oldest_seconds{");
        metrics.show(state(true));
        assertThat(registry.scrape())
                .contains(
                        "portcullis_operator_leader 1.0",
                        "portcullis_nodes{state=\"synced\"} 5.0",
                        "portcullis_nodes{state=\"behind\"} 1.0",
                        "portcullis_nodes{state=\"failed\"} 2.0",
                        "portcullis_nodes{state=\"unavailable\"} 3.0",
                        "portcullis_objects{kind=\"SeccompProfile\",ready=\"Unknown\",reason=\"NoStatus\"} 1.0",
                        "portcullis_objects_in_use{kind=\"SyscallBlock\"} 0.0",
                        "portcullis_objects_unlisted 0.0");
    }

    @Test
    void aRolloutIsVisibleWhileItGoesOnAndCountedWhenItIsOver() {
        Subject web = Subject.profile("web");
        RolloutTimes.Look going = new RolloutTimes.Look(1, "a", false, RolloutTimes.State.UNDER_WAY, false);
        metrics.look(web, going, clock.instant());
        clock.advance(Duration.ofSeconds(4));
        metrics.show(state(true));
        assertThat(registry.scrape())
                .contains(
                        "portcullis_rollouts_in_progress{kind=\"SeccompProfile\",staged=\"false\"} 1.0",
                        "portcullis_rollout_oldest_seconds{kind=\"SeccompProfile\",staged=\"false\"} 4.0",
                        "portcullis_rollout_oldest_seconds{kind=\"SeccompProfile\",staged=\"true\"} 0.0");
        metrics.look(web, new RolloutTimes.Look(1, "a", false, RolloutTimes.State.EVERYWHERE, false), clock.instant());
        metrics.show(state(true));
        assertThat(registry.scrape())
                .contains(
                        "portcullis_rollouts_in_progress{kind=\"SeccompProfile\",staged=\"false\"} 0.0",
                        "portcullis_rollout_duration_seconds_bucket{kind=\"SeccompProfile\",staged=\"false\",le=\"2.5\"} 0",
                        "portcullis_rollout_duration_seconds_bucket{kind=\"SeccompProfile\",staged=\"false\",le=\"5.0\"} 1",
                        "portcullis_rollout_duration_seconds_sum{kind=\"SeccompProfile\",staged=\"false\"} 4.0");
    }

    @Test
    void blocksThatAreNotInForceAnyMoreDisappear() {
        metrics.exposed(Map.of("no-sockets", 3, "no-bpf", 0));
        assertThat(registry.scrape())
                .contains(
                        "portcullis_exposed_containers{block=\"no-sockets\"} 3.0",
                        "portcullis_exposed_containers{block=\"no-bpf\"} 0.0");
        metrics.exposed(Map.of());
        assertThat(registry.scrape()).doesNotContain("portcullis_exposed_containers{");
    }

    private static OperatorState state(boolean leads) {
        return new OperatorState(
                leads,
                true,
                new NodeStates(5, 1, 2, 3),
                0,
                10,
                7,
                List.of(new ObjectStatus(Kind.SECCOMP_PROFILE, "web", null)));
    }
}
