package dev.portcullis.observer;

import dev.portcullis.telemetry.MetricFamily;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/** The observer's measurements of itself. */
public final class ObserverMetrics {

    private static final MetricFamily CALLS =
            MetricFamily.counter("portcullis_observer_calls_total", "Calls that were answered");
    private static final MetricFamily DENIALS = MetricFamily.counter(
            "portcullis_observer_denials_total", "Calls that the observed profile denies, let through or not");
    private static final MetricFamily LOST = MetricFamily.counter(
            "portcullis_observer_lost_total", "Calls that were not counted, as far as it is known; it must be 0");
    private static final MetricFamily REPORTS =
            MetricFamily.counter("portcullis_observer_reports_total", "Writes of a NodeObservation's status");
    private static final MetricFamily REFUSED = MetricFamily.counter(
            "portcullis_observer_refused_total",
            "Connections of runtimes that were refused: not root's (peer), not a runtime's (message), without an"
                    + " operator's metadata (metadata), too slow (late), or one too many (full)",
            "reason");
    private static final MetricFamily LISTENERS = MetricFamily.gauge(
            "portcullis_observer_listeners", "Containers, and programs executed in them, whose calls are answered");
    private static final MetricFamily OBSERVATIONS =
            MetricFamily.gauge("portcullis_observer_observations", "ProfileObservations that were seen here");
    private static final MetricFamily ACTIVE =
            MetricFamily.gauge("portcullis_observer_active", "1 while it answers; 0 after a successor took over");

    /** All that the observer registers. */
    public static final List<MetricFamily> FAMILIES =
            List.of(CALLS, DENIALS, LOST, REPORTS, REFUSED, LISTENERS, OBSERVATIONS, ACTIVE);

    private final MeterRegistry registry;
    private final Counter calls;
    private final Counter denials;
    private final Counter lost;
    private final Counter reports;
    private volatile int listeners;
    private volatile int observations;
    private volatile boolean active;

    /** Why a runtime's connection was refused. */
    enum Rejection {
        /** Its user is not root. */
        PEER,
        /** Its message is none of a runtime, or has no end. */
        MESSAGE,
        /** No operator has written its metadata. */
        METADATA,
        /** Its message took too long. */
        LATE,
        /** There are too many observations. */
        FULL;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Registers the metrics. */
    public ObserverMetrics(MeterRegistry registry) {
        this.registry = registry;
        calls = CALLS.counter(registry);
        denials = DENIALS.counter(registry);
        lost = LOST.counter(registry);
        reports = REPORTS.counter(registry);
        for (Rejection reason : Rejection.values()) {
            refusals(reason);
        }
        LISTENERS.gauge(registry, () -> listeners);
        OBSERVATIONS.gauge(registry, () -> observations);
        ACTIVE.gauge(registry, () -> active ? 1 : 0);
    }

    void called(boolean denial) {
        calls.increment();
        if (denial) {
            denials.increment();
        }
    }

    void lost(long uncounted) {
        lost.increment((double) uncounted);
    }

    void reported() {
        reports.increment();
    }

    void refused(Rejection reason) {
        refusals(reason).increment();
    }

    void listeners(int now) {
        listeners = now;
    }

    void observations(int now) {
        observations = now;
    }

    void active(boolean now) {
        active = now;
    }

    private Counter refusals(Rejection reason) {
        return REFUSED.counter(registry, reason.word());
    }
}
