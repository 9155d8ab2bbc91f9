package dev.portcullis.agent;

import dev.portcullis.telemetry.MetricFamily;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The agent's measurements of itself. */
public final class AgentMetrics {

    private static final MetricFamily APPLY = MetricFamily.histogram(
            "portcullis_agent_apply_duration_seconds",
            MetricFamily.SHORT,
            "From the arrival of a ConfigMap's event until its file was on disk");
    private static final MetricFamily WRITE = MetricFamily.histogram(
            "portcullis_agent_write_duration_seconds",
            MetricFamily.SHORT,
            "One file: written, made to survive a power cut, renamed and read back");
    private static final MetricFamily FSYNC = MetricFamily.histogram(
            "portcullis_agent_fsync_duration_seconds",
            MetricFamily.SHORT,
            "fsync of a directory after files in it were written or removed");
    private static final MetricFamily REPORT = MetricFamily.histogram(
            "portcullis_agent_report_duration_seconds",
            MetricFamily.REQUEST,
            "Write of the NodeSync's status to the API server");
    private static final MetricFamily WRITES = MetricFamily.counter("portcullis_agent_writes_total", "Files written");
    private static final MetricFamily REMOVALS = MetricFamily.counter(
            "portcullis_agent_removals_total",
            "Files removed because their object was deleted or the node left its pool");
    private static final MetricFamily REPAIRS =
            MetricFamily.counter("portcullis_agent_repairs_total", "Files found changed on disk and put right");
    private static final MetricFamily REPORTS =
            MetricFamily.counter("portcullis_agent_reports_total", "Reports that the API server took");
    private static final MetricFamily REPORT_FAILURES =
            MetricFamily.counter("portcullis_agent_report_failures_total", "Reports that did not reach the API server");
    private static final MetricFamily FILES =
            MetricFamily.gauge("portcullis_agent_files", "Files that the agent keeps");
    private static final MetricFamily FAILED = MetricFamily.gauge(
            "portcullis_agent_failed_files",
            "Files that are not as they should be, by the reason that the NodeSync gives",
            "reason");
    private static final MetricFamily WATCHED = MetricFamily.gauge(
            "portcullis_agent_directory_watched",
            "1 while the kernel tells of changes to the files, 0 while they are only checked at intervals");
    private static final MetricFamily CONNECTED = MetricFamily.gauge(
            "portcullis_agent_connected", "1 while the agent hears from the API server what it should write");
    private static final MetricFamily REVISION = MetricFamily.gauge(
            "portcullis_agent_applied_revision",
            "The resourceVersion up to which everything is on disk or reported as failed");

    /** All that the agent registers. */
    public static final List<MetricFamily> FAMILIES = List.of(
            APPLY,
            WRITE,
            FSYNC,
            REPORT,
            WRITES,
            REMOVALS,
            REPAIRS,
            REPORTS,
            REPORT_FAILURES,
            FILES,
            FAILED,
            WATCHED,
            CONNECTED,
            REVISION);

    private final Timer apply;
    private final Timer write;
    private final Timer fsync;
    private final Timer report;
    private final Counter writes;
    private final Counter removals;
    private final Counter repairs;
    private final Counter reports;
    private final Counter reportFailures;
    private volatile AppliedState state = AppliedState.NOTHING;
    private volatile Map<String, Integer> failures = Map.of();
    private volatile boolean watched;
    private volatile boolean connected;

    /** Registers the metrics. */
    public AgentMetrics(MeterRegistry registry) {
        apply = APPLY.timer(registry);
        write = WRITE.timer(registry);
        fsync = FSYNC.timer(registry);
        report = REPORT.timer(registry);
        writes = WRITES.counter(registry);
        removals = REMOVALS.counter(registry);
        repairs = REPAIRS.counter(registry);
        reports = REPORTS.counter(registry);
        reportFailures = REPORT_FAILURES.counter(registry);
        FILES.gauge(registry, () -> state.files());
        for (FailureReason reason : FailureReason.values()) {
            FAILED.gauge(registry, () -> failures.getOrDefault(reason.word(), 0), reason.word());
        }
        WATCHED.gauge(registry, () -> watched ? 1 : 0);
        CONNECTED.gauge(registry, () -> connected ? 1 : 0);
        REVISION.gauge(registry, () -> state.revision());
    }

    /** Notes whether the kernel tells of changes in the directory. */
    void watched(boolean now) {
        watched = now;
    }

    /** Notes whether the API server tells of changes in the cluster. */
    void connected(boolean now) {
        connected = now;
    }

    /** Notes a written file. */
    void wrote(long nanos) {
        writes.increment();
        write.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Notes an fsync of a directory. */
    void synced(long nanos) {
        fsync.record(nanos, TimeUnit.NANOSECONDS);
    }

    void removed() {
        removals.increment();
    }

    void repaired() {
        repairs.increment();
    }

    /** Notes a report that the API server took. */
    void reported(long nanos) {
        reports.increment();
        report.record(nanos, TimeUnit.NANOSECONDS);
    }

    void reportFailed() {
        reportFailures.increment();
    }

    void applied(long nanos) {
        apply.record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Shows this state.
     *
     * @param failed the number of failed files by the word for their reason
     */
    void state(AppliedState newest, Map<String, Integer> failed) {
        state = newest;
        failures = failed;
    }
}
