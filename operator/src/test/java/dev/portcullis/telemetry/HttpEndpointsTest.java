package dev.portcullis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Probe WELL = Optional::empty;
    private static final Probe UNWELL = () -> Optional.of("still reading");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void probesAndMetricsHaveAPortEach() throws Exception {
        try (HttpEndpoints http = HttpEndpoints.start(0, 0, WELL, UNWELL, registry::scrape, registry)) {
            assertThat(get(http.probePort(), "/livez").body()).isEqualTo("ok\n");
            HttpResponse<String> ready = get(http.probePort(), "/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("still reading\n");
            assertThat(get(http.probePort(), "/metrics").statusCode()).isEqualTo(404);
            assertThat(get(http.httpPort(), "/livez").statusCode()).isEqualTo(404);
            HttpResponse<String> metrics = get(http.httpPort(), "/metrics");
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(metrics.body())
                    .contains(
                            "portcullis_http_connections_dropped_total{port=\"metrics\"} 0.0",
                            "portcullis_http_connections_dropped_total{port=\"probes\"} 0.0");
        }
    }

    @Test
    void anImpossiblePortIsNamedWithItsOption() throws IOException {
        assertThatThrownBy(() -> HttpEndpoints.start(65_536, 0, WELL, WELL, registry::scrape, registry))
                .isInstanceOf(IOException.class)
                .hasMessage("--probe-port (PROBE_PORT) must be 0 to 65535, and is 65536");
        assertThatThrownBy(() -> HttpEndpoints.start(0, -1, WELL, WELL, registry::scrape, registry))
                .isInstanceOf(IOException.class)
                .hasMessage("--http-port (HTTP_PORT) must be 0 to 65535, and is -1");
        try (HttpEndpoints http = HttpEndpoints.start(0, 0, WELL, WELL, registry::scrape, registry)) {
            assertThatThrownBy(() -> HttpEndpoints.start(0, http.probePort(), WELL, WELL, registry::scrape, registry))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on port " + http.probePort() + " (--http-port): ");
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
