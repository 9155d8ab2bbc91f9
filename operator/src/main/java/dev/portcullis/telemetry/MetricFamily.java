package dev.portcullis.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * A metric under its Prometheus name. Meters are registered through families alone, so that name, labels and meaning stand
 * in one place, from which {@code docs/reference/metrics.md} is made too.
 *
 * @param name as Prometheus shows it, with its unit; a counter's ends in {@code _total}
 * @param type what can be done with it
 * @param help what it says, in one sentence without a full stop
 * @param labels their names, in the order in which values are given
 * @param buckets the upper bounds of a histogram, ascending; empty for other types
 */
public record MetricFamily(String name, Type type, String help, List<String> labels, List<Duration> buckets) {

    /** The types of metrics that there are. */
    public enum Type {
        /** Only grows, until the process starts anew. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Durations in seconds, counted by buckets. */
        HISTOGRAM
    }

    /** For work of a process on its own machine: 1 ms to 10 s. */
    public static final List<Duration> SHORT = millis(1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000);

    /** For what a request to the API server is part of: 5 ms to 30 s. */
    public static final List<Duration> REQUEST =
            millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);

    /** For what concerns many nodes: 100 ms to an hour. */
    public static final List<Duration> LONG =
            millis(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000);

    public static MetricFamily counter(String name, String help, String... labels) {
        return new MetricFamily(name, Type.COUNTER, help, List.of(labels), List.of());
    }

    public static MetricFamily gauge(String name, String help, String... labels) {
        return new MetricFamily(name, Type.GAUGE, help, List.of(labels), List.of());
    }

    public static MetricFamily histogram(String name, List<Duration> buckets, String help, String... labels) {
        return new MetricFamily(name, Type.HISTOGRAM, help, List.of(labels), buckets);
    }

    /** The counter with these label values. */
    public Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(meter())
                .description(help)
                .tags(tags(List.of(values)))
                .register(registry);
    }

    /** A counter that is read from where it is kept. */
    public void counted(MeterRegistry registry, DoubleSupplier total, String... values) {
        FunctionCounter.builder(meter(), total, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(tags(List.of(values)))
                .register(registry);
    }

    /** A gauge that is read anew for every scrape. */
    public void gauge(MeterRegistry registry, DoubleSupplier value, String... values) {
        Gauge.builder(meter(), value::getAsDouble)
                .description(help)
                .tags(tags(List.of(values)))
                .register(registry);
    }

    /** The histogram with these label values. */
    public Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(meter())
                .description(help)
                .tags(tags(List.of(values)))
                .serviceLevelObjectives(buckets.toArray(Duration[]::new))
                .register(registry);
    }

    /** A gauge whose series come and go. */
    public Rows rows(MeterRegistry registry) {
        MultiGauge gauge = MultiGauge.builder(meter()).description(help).register(registry);
        return rows -> gauge.register(
                rows.entrySet().stream()
                        .<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(tags(row.getKey()), row.getValue()))
                        .toList(),
                true);
    }

    /** The series of a gauge. */
    @FunctionalInterface
    public interface Rows {

        /** Shows these values, by label values, and no others. */
        void show(Map<List<String>, ? extends Number> rows);
    }

    /** Micrometer keeps this suffix only when it follows a dot. */
    private String meter() {
        return name.endsWith("_info") ? name.substring(0, name.length() - 5) + ".info" : name;
    }

    private Tags tags(List<String> values) {
        if (values.size() != labels.size()) {
            throw new IllegalArgumentException(name + " has the labels " + labels + ", not " + values);
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(labels.get(i), values.get(i)));
        }
        return Tags.of(tags);
    }

    private static List<Duration> millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toList();
    }
}
