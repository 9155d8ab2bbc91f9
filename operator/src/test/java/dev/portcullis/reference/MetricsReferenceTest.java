package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.agent.AgentMetrics;
import dev.portcullis.machine.Repository;
import dev.portcullis.observer.ObserverMetrics;
import dev.portcullis.operator.metrics.OperatorMetrics;
import dev.portcullis.telemetry.HttpEndpoints;
import dev.portcullis.telemetry.MetricFamily;
import dev.portcullis.telemetry.ProcessMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/reference/metrics.md} to the metrics in the code. {@code make generate} writes the page. */
class MetricsReferenceTest {

    private static final Path PAGE = Repository.ROOT.resolve("docs/reference/metrics.md");

    @Test
    void thePageSaysWhatTheCodeMeasures() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("portcullis.golden"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("make generate writes docs/reference").hasContent(page);
    }

    @Test
    void whatProcessesRegisterIsInTheirFamilies() {
        PrometheusMeterRegistry registry = registry();
        assertThat(registry.scrape().lines().filter(line -> line.startsWith("# TYPE portcullis_")))
                .map(line -> line.replaceFirst("^# TYPE (\\w+) .*", "$1"))
                .filteredOn(name -> !name.endsWith("_max"))
                .isSubsetOf(families().map(MetricFamily::name).toList())
                .contains("portcullis_build_info");
        assertThat(families().map(MetricFamily::name)).doesNotHaveDuplicates();
    }

    @Test
    void namesFollowTheConventions() {
        families().forEach(family -> {
            assertThat(family.name()).matches("(portcullis|process|jvm_gc)_[a-z0-9_]+");
            assertThat(family.name().endsWith("_total")).isEqualTo(family.type() == MetricFamily.Type.COUNTER);
            assertThat(family.help()).matches("(?s)[A-Z0-9f].*[^.]");
            if (family.type() == MetricFamily.Type.HISTOGRAM) {
                assertThat(family.name()).endsWith("_duration_seconds");
                assertThat(family.buckets()).isSorted().isNotEmpty();
            }
        });
    }

    private static Stream<MetricFamily> families() {
        return Stream.of(
                        ProcessMetrics.FAMILIES,
                        HttpEndpoints.FAMILIES,
                        OperatorMetrics.FAMILIES,
                        AgentMetrics.FAMILIES,
                        ObserverMetrics.FAMILIES)
                .flatMap(List::stream);
    }

    /** What every process has, and each of the three. */
    private static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProcessMetrics.register(registry, "agent");
        assertThat(new OperatorMetrics(registry, 0, Clock.systemUTC())).isNotNull();
        assertThat(new AgentMetrics(registry)).isNotNull();
        assertThat(new ObserverMetrics(registry)).isNotNull();
        return registry;
    }

    private static String page() {
        return """
                # Metrics

                Operator, agents and observers serve these at `/metrics` on port 8080, in Prometheus' text format.
                [Monitoring](../monitoring.md) shows how to scrape them, and has alerts and a dashboard.

                - A histogram `NAME` has the series `NAME_bucket`, `NAME_sum` and `NAME_count`, and a gauge `NAME_max`: the
                  largest value of the last two minutes.
                - Labels are bounded: `kind` is `SeccompProfile`, `CapabilityPolicy`, `SyscallBlock` or `ProfileObservation`,
                  `reason` one of a fixed list of words. Objects are shown by `name` only so far as
                  `--metrics-objects` allows. No metric has a series for each node and object.
                - The leading operator alone has the metrics of objects, nodes and rollouts. `max by (...)` gives the value,
                  however many operators there are.

                ## Every process

                %s
                ## Operator

                %s
                ## Agent

                %s
                ## Observer

                %s
                ## The Java virtual machine

                Every process has these too, from Micrometer.

                %s""".formatted(
                        table(Stream.concat(ProcessMetrics.FAMILIES.stream(), HttpEndpoints.FAMILIES.stream())),
                        table(OperatorMetrics.FAMILIES.stream()),
                        table(AgentMetrics.FAMILIES.stream()),
                        table(ObserverMetrics.FAMILIES.stream()),
                        jvm());
    }

    private static String table(Stream<MetricFamily> families) {
        return "| metric | type | labels | what it says |\n|---|---|---|---|\n"
                + families.map(family -> row(
                                family.name(),
                                family.type().name().toLowerCase(Locale.ROOT),
                                family.labels(),
                                family.help()))
                        .collect(Collectors.joining());
    }

    private static String jvm() {
        PrometheusMeterRegistry registry = registry();
        return "| metric | type | labels | what it says |\n|---|---|---|---|\n"
                + registry.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getName().startsWith("jvm."))
                        .map(id -> row(
                                id.getConventionName(registry.config().namingConvention())
                                        + (id.getType() == Meter.Type.COUNTER ? "_total" : ""),
                                id.getType().name().toLowerCase(Locale.ROOT),
                                id.getTags().stream().map(tag -> tag.getKey()).toList(),
                                Objects.requireNonNullElse(id.getDescription(), "")))
                        .distinct()
                        .sorted(Comparator.naturalOrder())
                        .collect(Collectors.joining());
    }

    private static String row(String name, String type, List<String> labels, String help) {
        return "| `" + name + "` | " + type + " | "
                + labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")) + " | " + help
                + " |\n";
    }
}
