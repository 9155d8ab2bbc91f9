package dev.portcullis.operator.blocking;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/** The metric of exposed containers, which has a row for each block in force. */
public final class ExposureMetric {

    private final MultiGauge gauge;

    public ExposureMetric(MeterRegistry metrics) {
        this.gauge = MultiGauge.builder("portcullis_exposed_containers")
                .description("Running containers that a SyscallBlock does not reach")
                .register(metrics);
    }

    /** Shows these counts, by block, and no others. */
    public void show(Map<String, Integer> counts) {
        gauge.register(
                counts.entrySet().stream()
                        .<MultiGauge.Row<?>>map(
                                count -> MultiGauge.Row.of(Tags.of("block", count.getKey()), count.getValue()))
                        .toList(),
                true);
    }
}
