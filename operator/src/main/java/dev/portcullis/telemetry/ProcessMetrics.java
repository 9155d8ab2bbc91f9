package dev.portcullis.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What every process says of itself: its version, and what it takes of the machine. The names of the latter are those of
 * Prometheus' own client libraries, so that dashboards for any program show it.
 */
public final class ProcessMetrics {

    private static final MetricFamily BUILD = MetricFamily.gauge(
            "portcullis_build_info", "Always 1; the labels say what runs", "component", "version", "java");

    private static final MetricFamily CPU =
            MetricFamily.counter("process_cpu_seconds_total", "Time on a processor, in seconds");

    private static final MetricFamily MEMORY = MetricFamily.gauge(
            "process_resident_memory_bytes", "Memory that the process occupies, shared pages included");

    private static final MetricFamily DESCRIPTORS = MetricFamily.gauge("process_open_fds", "Open file descriptors");

    private static final MetricFamily START =
            MetricFamily.gauge("process_start_time_seconds", "When the process started, in seconds since 1970");

    private static final MetricFamily COLLECTIONS =
            MetricFamily.counter("jvm_gc_collections_total", "Runs of a garbage collector", "gc");

    private static final MetricFamily COLLECTING =
            MetricFamily.counter("jvm_gc_collection_seconds_total", "Time that they took, in seconds", "gc");

    /** All that this class registers, beside the JVM's metrics of Micrometer. */
    public static final List<MetricFamily> FAMILIES =
            List.of(BUILD, CPU, MEMORY, DESCRIPTORS, START, COLLECTIONS, COLLECTING);

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path OPEN = Path.of("/proc/self/fd");

    private ProcessMetrics() {}

    /**
     * Registers the metrics of this process. What Linux tells in {@code /proc} is missing elsewhere.
     *
     * @param component which part of Portcullis it is: {@code operator}, {@code agent} or {@code observer}
     */
    public static void register(MeterRegistry registry, String component) {
        BUILD.gauge(
                registry,
                () -> 1,
                component,
                Version.current(),
                Runtime.version().toString());
        ProcessHandle.Info self = ProcessHandle.current().info();
        CPU.counted(registry, ProcessMetrics::cpuSeconds);
        START.gauge(
                registry, () -> self.startInstant().map(Instant::toEpochMilli).orElse(0L) / 1_000.0);
        if (Files.isReadable(STATUS)) {
            MEMORY.gauge(registry, ProcessMetrics::residentBytes);
            DESCRIPTORS.gauge(registry, ProcessMetrics::openDescriptors);
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        // Micrometer's own metrics of collections need a module of the JDK that the image leaves out.
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            COLLECTIONS.counted(registry, collector::getCollectionCount, collector.getName());
            COLLECTING.counted(registry, () -> collector.getCollectionTime() / 1_000.0, collector.getName());
        }
    }

    private static double cpuSeconds() {
        Optional<Duration> used = ProcessHandle.current().info().totalCpuDuration();
        return used.map(Duration::toMillis).orElse(0L) / 1_000.0;
    }

    private static double residentBytes() {
        try {
            return residentBytes(Files.readAllLines(STATUS));
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** The line {@code VmRSS}, which is in kB. */
    static double residentBytes(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1_024)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double openDescriptors() {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN)) {
            for (Path each : open) {
                count += each.toString().isEmpty() ? 0 : 1;
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return count;
    }
}
