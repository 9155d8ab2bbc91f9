package dev.portcullis.operator.reconciliation;

import dev.portcullis.rendition.Subject;
import dev.portcullis.telemetry.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Detects a reconciliation that does not return, which only a restart can mend. */
public final class StuckReconciliations implements Probe {

    /** Far beyond every timeout of the client. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Marks the end of a reconciliation. */
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    private final Clock clock;
    private final Map<Subject, Instant> running = new ConcurrentHashMap<>();

    public StuckReconciliations(Clock clock) {
        this.clock = clock;
    }

    public Running begin(Subject object) {
        running.put(object, clock.instant());
        return () -> running.remove(object);
    }

    @Override
    public Optional<String> complaint() {
        Instant limit = clock.instant().minus(LIMIT);
        return running.entrySet().stream()
                .filter(r -> r.getValue().isBefore(limit))
                .map(r -> r.getKey() + " has been reconciled since " + r.getValue())
                .findFirst();
    }
}
