package dev.portcullis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {

    @Test
    void theProcessTellsWhatItIsAndWhatItTakes() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProcessMetrics.register(registry, "agent");
        assertThat(registry.scrape())
                .containsPattern(
                        "(?m)^portcullis_build_info\\{component=\"agent\",java=\"[^\"]+\",version=\"[^\"]+\"\\} 1$")
                .contains("jvm_memory_used_bytes{area=\"heap\"", "jvm_threads_live_threads");
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        ProcessMetrics.register(simple, "agent");
        assertThat(simple.get("process_resident_memory_bytes").gauge().value()).isGreaterThan(1 << 20);
        assertThat(simple.get("process_open_fds").gauge().value()).isGreaterThan(2);
        assertThat(simple.get("process_cpu_seconds_total").functionCounter().count())
                .isPositive();
        assertThat(simple.get("process_start_time_seconds").gauge().value()).isGreaterThan(1.7e9);
    }

    @Test
    void memoryIsReadFromTheLineThatHasIt() {
        assertThat(ProcessMetrics.residentBytes(List.of("VmHWM:\t  900 kB", "VmRSS:\t   123 kB")))
                .isEqualTo(123 * 1_024);
        assertThat(ProcessMetrics.residentBytes(List.of("Name:\tjava"))).isNaN();
    }
}
