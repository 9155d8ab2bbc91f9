package dev.portcullis.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The agent's measurements of itself. */
final class AgentMetrics {

    private final Counter writes;
    private final Counter removals;
    private final Counter repairs;
    private final Counter reports;
    private final Timer apply;
    private volatile AppliedState state = AppliedState.NOTHING;
    private volatile boolean watched;

    AgentMetrics(MeterRegistry registry) {
        writes = Counter.builder("portcullis.agent.writes")
                .description("Files written.")
                .register(registry);
        removals = Counter.builder("portcullis.agent.removals")
                .description("Files removed.")
                .register(registry);
        repairs = Counter.builder("portcullis.agent.repairs")
                .description("Files found changed on disk and put right.")
                .register(registry);
        reports = Counter.builder("portcullis.agent.reports")
                .description("Writes of the NodeSync's status.")
                .register(registry);
        apply = Timer.builder("portcullis.agent.apply")
                .description("From the arrival of a ConfigMap's event to its file being on disk.")
                .register(registry);
        Gauge.builder("portcullis.agent.files", () -> state.files())
                .description("Files that the agent keeps.")
                .register(registry);
        Gauge.builder("portcullis.agent.failed.files", () -> state.failed())
                .description("Files that are not as they should be.")
                .register(registry);
        Gauge.builder("portcullis.agent.directory.watched", () -> watched ? 1 : 0)
                .description(
                        "1 while the kernel tells of changes to the files, 0 while they are only checked at intervals.")
                .register(registry);
        Gauge.builder("portcullis.agent.applied.revision", () -> state.revision())
                .description("The resourceVersion up to which everything is on disk or reported as failed.")
                .register(registry);
    }

    /** Notes whether the kernel tells of changes in the directory. */
    void watched(boolean now) {
        watched = now;
    }

    void wrote() {
        writes.increment();
    }

    void removed() {
        removals.increment();
    }

    void repaired() {
        repairs.increment();
    }

    void reported() {
        reports.increment();
    }

    void applied(long nanos) {
        apply.record(Duration.ofNanos(nanos));
    }

    void state(AppliedState newest) {
        state = newest;
    }
}
