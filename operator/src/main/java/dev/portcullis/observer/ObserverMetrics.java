package dev.portcullis.observer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** The observer's measurements of itself. */
final class ObserverMetrics {

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

    ObserverMetrics(MeterRegistry registry) {
        this.registry = registry;
        calls = Counter.builder("portcullis.observer.calls")
                .description("Calls that were answered.")
                .register(registry);
        denials = Counter.builder("portcullis.observer.denials")
                .description("Calls that the observed profile denies, let through or not.")
                .register(registry);
        lost = Counter.builder("portcullis.observer.lost")
                .description("Calls that were not counted, as far as it is known. It must be 0.")
                .register(registry);
        reports = Counter.builder("portcullis.observer.reports")
                .description("Writes of a NodeObservation's status.")
                .register(registry);
        for (Rejection reason : Rejection.values()) {
            refusals(reason);
        }
        Gauge.builder("portcullis.observer.listeners", () -> listeners)
                .description("Containers, and programs executed in them, whose calls are answered.")
                .register(registry);
        Gauge.builder("portcullis.observer.observations", () -> observations)
                .description("ProfileObservations that were seen here.")
                .register(registry);
        Gauge.builder("portcullis.observer.active", () -> active ? 1 : 0)
                .description("1 while it answers; 0 after a successor took over.")
                .register(registry);
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
        return Counter.builder("portcullis.observer.refused")
                .description("Connections of runtimes that were refused.")
                .tag("reason", reason.word())
                .register(registry);
    }
}
