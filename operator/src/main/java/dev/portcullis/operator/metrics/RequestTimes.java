package dev.portcullis.operator.metrics;

import dev.portcullis.telemetry.MetricFamily;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/** How long the API server takes to begin an answer. Watches count too: their answer begins at once, however long it gets. */
public final class RequestTimes implements Interceptor {

    /** Its name among the client's interceptors. */
    public static final String NAME = "request-times";

    private static final MetricFamily DURATION = MetricFamily.histogram(
            "portcullis_api_request_duration_seconds",
            MetricFamily.REQUEST,
            "The operator's requests to the API server until the answer began; code is none where there was no answer",
            "method",
            "code");

    static final List<MetricFamily> FAMILIES = List.of(DURATION);

    private final MeterRegistry registry;
    /** Nobody tells of a request that is given up, and nobody holds it any more. */
    private final Map<HttpRequest, Long> begun = Collections.synchronizedMap(new WeakHashMap<>());

    public RequestTimes(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Asked just before the request is sent, and the first to see it as it is sent. */
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        begun.put(request, System.nanoTime());
        return consumer;
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        ended(request, Integer.toString(response.code()));
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        ended(request, "none");
    }

    private void ended(HttpRequest request, String code) {
        Long since = begun.remove(request);
        if (since != null) {
            DURATION.timer(registry, request.method(), code).record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        }
    }
}
