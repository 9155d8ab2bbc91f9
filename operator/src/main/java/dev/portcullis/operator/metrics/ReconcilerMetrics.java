package dev.portcullis.operator.metrics;

import dev.portcullis.rendition.Kind;
import dev.portcullis.telemetry.MetricFamily;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What JOSDK tells of reconciliations, by kind. Its own implementation puts names of controllers into names of gauges, which
 * no query can add up.
 */
final class ReconcilerMetrics implements Metrics {

    private static final String KIND = "kind";

    private static final MetricFamily DURATION = MetricFamily.histogram(
            "portcullis_operator_reconcile_duration_seconds",
            MetricFamily.REQUEST,
            "One reconciliation of one object, its requests to the API server included",
            KIND);
    private static final MetricFamily RESULTS = MetricFamily.counter(
            "portcullis_operator_reconciliations_total",
            "Reconciliations by their result, success or failure; a failed one is tried again",
            KIND,
            "result");
    private static final MetricFamily RETRIES =
            MetricFamily.counter("portcullis_operator_retries_total", "Reconciliations that repeat a failed one", KIND);
    private static final MetricFamily QUEUE = MetricFamily.gauge(
            "portcullis_operator_queue_length", "Objects that wait for a thread to be reconciled", KIND);
    private static final MetricFamily RUNNING = MetricFamily.gauge(
            "portcullis_operator_reconciliations_running", "Objects that are being reconciled", KIND);

    /** All that this class registers. */
    static final List<MetricFamily> FAMILIES = List.of(DURATION, RESULTS, RETRIES, QUEUE, RUNNING);

    /** The meters of one kind. */
    private static final class OfKind {

        private final Timer duration;
        private final Counter successes;
        private final Counter failures;
        private final Counter retries;
        private final AtomicInteger waiting = new AtomicInteger();
        private final Set<Thread> running = ConcurrentHashMap.newKeySet();
        private final Set<Thread> counted = ConcurrentHashMap.newKeySet();

        OfKind(MeterRegistry registry, String kind) {
            duration = DURATION.timer(registry, kind);
            successes = RESULTS.counter(registry, kind, "success");
            failures = RESULTS.counter(registry, kind, "failure");
            retries = RETRIES.counter(registry, kind);
            QUEUE.gauge(registry, waiting::get, kind);
            RUNNING.gauge(registry, running::size, kind);
        }
    }

    private final Map<String, OfKind> kinds = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    ReconcilerMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Kind kind : Kind.values()) {
            of(kind.label());
        }
    }

    @Override
    public void reconcileCustomResource(HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
        OfKind kind = of(metadata);
        kind.waiting.incrementAndGet();
        if (retry != null) {
            kind.retries.increment();
        }
    }

    @Override
    public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
        OfKind kind = of(metadata);
        kind.waiting.decrementAndGet();
        kind.running.add(Thread.currentThread());
        kind.counted.remove(Thread.currentThread());
    }

    /** Called without a start where the object has gone meanwhile. */
    @Override
    public void reconciliationExecutionFinished(@Nullable HasMetadata resource, Map<String, Object> metadata) {
        OfKind kind = of(metadata);
        if (!kind.running.remove(Thread.currentThread())) {
            kind.waiting.decrementAndGet();
        }
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        OfKind kind = of(execution.metadata());
        long begun = System.nanoTime();
        boolean failed = true;
        try {
            T made = execution.execute();
            failed = false;
            return made;
        } finally {
            if (failed) {
                kind.failures.increment();
                kind.counted.add(Thread.currentThread());
            } else {
                kind.successes.increment();
            }
            kind.duration.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    /** Also called for what fails before or after the reconciler's turn, such as the finalizer or the status. */
    @Override
    public void failedReconciliation(HasMetadata resource, Exception failure, Map<String, Object> metadata) {
        OfKind kind = of(metadata);
        if (!kind.counted.remove(Thread.currentThread())) {
            kind.failures.increment();
        }
    }

    private OfKind of(Map<String, Object> metadata) {
        return of(metadata.get(Constants.RESOURCE_GVK_KEY) instanceof GroupVersionKind gvk ? gvk.getKind() : "unknown");
    }

    private OfKind of(String kind) {
        return kinds.computeIfAbsent(kind, name -> new OfKind(registry, name));
    }
}
