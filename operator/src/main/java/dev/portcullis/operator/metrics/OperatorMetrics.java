package dev.portcullis.operator.metrics;

import dev.portcullis.operator.rollout.NodeStates;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.telemetry.MetricFamily;
import dev.portcullis.telemetry.MetricFamily.Rows;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's metrics. Those of the cluster are read when they are asked for, and only the leader has them. Labels are
 * few: kinds, reasons, states; names only of so many objects as a setting allows, and nodes never.
 */
public final class OperatorMetrics {

    private static final String KIND = "kind";
    private static final String STAGED = "staged";
    private static final String REASON = "reason";

    private static final MetricFamily LEADER =
            MetricFamily.gauge("portcullis_operator_leader", "1 while this process reconciles");
    private static final MetricFamily WATCHES = MetricFamily.gauge(
            "portcullis_operator_watches_healthy",
            "1 while every watch on the cluster is open, 0 while one is interrupted");
    private static final MetricFamily NODES = MetricFamily.gauge(
            "portcullis_nodes",
            "Nodes that have an agent or should have one: synced have everything, behind lack the newest revision, failed"
                    + " could not write a file, unavailable have no ready agent",
            "state");
    private static final MetricFamily GATED = MetricFamily.gauge(
            "portcullis_operator_nodes_gated",
            "Nodes to which no pods may come until their agent has written every file");
    private static final MetricFamily OBJECTS = MetricFamily.gauge(
            "portcullis_objects",
            "Objects by the status and the reason of their condition Ready; NoStatus before the first",
            KIND,
            "ready",
            REASON);
    private static final MetricFamily REFUSED = MetricFamily.gauge(
            "portcullis_objects_refused", "Objects whose spec was not rendered, by the reason", KIND, REASON);
    private static final MetricFamily IN_USE = MetricFamily.gauge(
            "portcullis_objects_in_use", "Deleted objects that stay while pods use their files", KIND);
    private static final MetricFamily CONDITION = MetricFamily.gauge(
            "portcullis_object_condition",
            "1 for each condition of so many objects as --metrics-objects says, those that are not ready first",
            KIND,
            "name",
            "condition",
            "status",
            REASON);
    private static final MetricFamily OBJECT_NODES = MetricFamily.gauge(
            "portcullis_object_nodes",
            "Nodes by what they have of the same objects, as their status says: synced, waiting, failed or unavailable",
            KIND,
            "name",
            "state");
    private static final MetricFamily UNLISTED = MetricFamily.gauge(
            "portcullis_objects_unlisted",
            "Objects that no metric names, because --metrics-objects does not allow more");
    private static final MetricFamily STALE_PODS = MetricFamily.gauge(
            "portcullis_stale_pods", "Pods that may run under earlier documents, where --count-stale-pods is on", KIND);
    private static final MetricFamily EXPOSED = MetricFamily.gauge(
            "portcullis_exposed_containers", "Running containers that a SyscallBlock does not reach", "block");
    private static final MetricFamily ROLLOUT = MetricFamily.histogram(
            "portcullis_rollout_duration_seconds",
            MetricFamily.LONG,
            "From the reconciliation that first saw a change until every available node had it",
            KIND,
            STAGED);
    private static final MetricFamily GOING = MetricFamily.gauge(
            "portcullis_rollouts_in_progress", "Changes that not every available node has yet", KIND, STAGED);
    private static final MetricFamily OLDEST = MetricFamily.gauge(
            "portcullis_rollout_oldest_seconds",
            "How long the oldest of these goes on; 0 while there is none",
            KIND,
            STAGED);
    private static final MetricFamily RENDER = MetricFamily.histogram(
            "portcullis_operator_render_duration_seconds",
            MetricFamily.SHORT,
            "Rendering of one spec, with the reading of its bases",
            KIND);
    private static final MetricFamily BYTES = MetricFamily.gauge(
            "portcullis_operator_rendered_bytes",
            "Size of all rendered documents, which is about what every node holds");
    private static final MetricFamily BYTES_MAX = MetricFamily.gauge(
            "portcullis_operator_rendered_bytes_max", "Size of the documents of the object that has most");

    /** All that the operator registers. */
    public static final List<MetricFamily> FAMILIES = Stream.of(
                    Stream.of(LEADER, WATCHES, NODES, GATED),
                    Stream.of(OBJECTS, REFUSED, IN_USE, CONDITION, OBJECT_NODES, UNLISTED, STALE_PODS, EXPOSED),
                    Stream.of(ROLLOUT, GOING, OLDEST, RENDER, BYTES, BYTES_MAX),
                    ReconcilerMetrics.FAMILIES.stream(),
                    RequestTimes.FAMILIES.stream())
            .flatMap(families -> families)
            .toList();

    private final MeterRegistry registry;
    private final int namedObjects;
    private final Clock clock;
    private final RolloutTimes rollouts = new RolloutTimes();
    private final ReconcilerMetrics reconcilers;
    private final Map<MetricFamily, Rows> rows = new HashMap<>();
    private volatile @Nullable OperatorState state;

    /**
     * Registers the metrics.
     *
     * @param namedObjects how many objects are shown by their names
     */
    public OperatorMetrics(MeterRegistry registry, int namedObjects, Clock clock) {
        this.registry = registry;
        this.namedObjects = namedObjects;
        this.clock = clock;
        this.reconcilers = new ReconcilerMetrics(registry);
        read(LEADER, now -> now.leads() ? 1 : 0);
        read(WATCHES, now -> now.watches() ? 1 : 0);
        read(GATED, OperatorState::gated);
        read(BYTES, OperatorState::renderedBytes);
        read(BYTES_MAX, OperatorState::renderedBytesMax);
        Stream.of(
                        NODES,
                        OBJECTS,
                        REFUSED,
                        IN_USE,
                        CONDITION,
                        OBJECT_NODES,
                        UNLISTED,
                        STALE_PODS,
                        EXPOSED,
                        GOING,
                        OLDEST)
                .forEach(family -> rows.put(family, family.rows(registry)));
    }

    /** What JOSDK tells of reconciliations. */
    public Metrics reconcilers() {
        return reconcilers;
    }

    /** Shows this state from now on. */
    public void show(OperatorState now) {
        state = now;
        ObjectCensus census = now.leads() ? ObjectCensus.of(now.objects(), namedObjects) : ObjectCensus.NOBODY;
        show(NODES, now.leads() ? nodes(now.nodes()) : Map.of());
        show(OBJECTS, census.ready());
        show(REFUSED, census.refused());
        show(IN_USE, now.leads() ? withZeros(census.inUse()) : Map.of());
        show(CONDITION, census.conditions());
        show(OBJECT_NODES, census.nodes());
        show(UNLISTED, now.leads() ? Map.of(List.of(), census.unlisted()) : Map.of());
        show(STALE_PODS, census.stalePods());
        Map<List<String>, RolloutTimes.Going> going = now.leads() ? rollouts.going() : Map.of();
        Instant instant = clock.instant();
        show(GOING, now.leads() ? rollouts(going, RolloutTimes.Going::count) : Map.of());
        show(
                OLDEST,
                now.leads()
                        ? rollouts(
                                going,
                                one -> Duration.between(one.oldest(), instant).toMillis() / 1_000.0)
                        : Map.of());
    }

    /** Shows these counts of exposed containers, by block, and no others. */
    public void exposed(Map<String, Integer> counts) {
        show(
                EXPOSED,
                counts.entrySet().stream()
                        .collect(Collectors.toMap(count -> List.of(count.getKey()), Map.Entry::getValue)));
    }

    /** Takes the duration of one rendering. */
    public void rendered(Kind kind, Duration duration) {
        RENDER.timer(registry, kind.label()).record(duration);
    }

    /**
     * Takes a look at an object's rollout.
     *
     * @param begun when the reconciliation began
     */
    public void look(Subject object, RolloutTimes.Look look, Instant begun) {
        rollouts.look(object, look, begun, clock.instant())
                .ifPresent(duration -> ROLLOUT.timer(registry, object.kind().label(), Boolean.toString(look.staged()))
                        .record(duration));
    }

    /** Forgets an object that is gone. */
    public void forget(Subject object) {
        rollouts.forget(object);
    }

    /** A gauge that is 0 before the first state. */
    private void read(MetricFamily family, ToDoubleFunction<OperatorState> value) {
        family.gauge(registry, () -> {
            OperatorState now = state;
            return now == null ? 0 : value.applyAsDouble(now);
        });
    }

    private void show(MetricFamily family, Map<List<String>, ? extends Number> values) {
        Objects.requireNonNull(rows.get(family)).show(values);
    }

    private static Map<List<String>, Integer> nodes(NodeStates nodes) {
        return Map.of(
                List.of("synced"), nodes.synced(),
                List.of("behind"), nodes.behind(),
                List.of("failed"), nodes.failed(),
                List.of("unavailable"), nodes.unavailable());
    }

    /** A kind without such objects is 0, so that an alert that was raised ends. */
    private static Map<List<String>, Integer> withZeros(Map<List<String>, Integer> counts) {
        Map<List<String>, Integer> all = new HashMap<>(counts);
        for (Kind kind : Kind.values()) {
            all.putIfAbsent(List.of(kind.label()), 0);
        }
        return all;
    }

    private static Map<List<String>, Double> rollouts(
            Map<List<String>, RolloutTimes.Going> going, ToDoubleFunction<RolloutTimes.Going> value) {
        Map<List<String>, Double> all = new HashMap<>();
        for (Kind kind : Kind.values()) {
            for (String staged : List.of("false", "true")) {
                RolloutTimes.Going one = going.get(List.of(kind.label(), staged));
                all.put(List.of(kind.label(), staged), one == null ? 0 : value.applyAsDouble(one));
            }
        }
        return all;
    }
}
