package dev.portcullis.stream;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the API server and reads the answers as streams; fabric8's own calls hold several copies of the
 * whole answer in memory. Token, TLS and retries (after 429, 5xx and broken connections, with growing delays) are the
 * client's.
 *
 * @param client sends the requests
 * @param patience how long the API server may be silent, before its answer and within it
 */
public record Answers(KubernetesClient client, Duration patience) {

    /** A refusal is a {@link Status} of a few hundred bytes; a proxy may answer with anything instead. */
    private static final int MAX_REFUSAL = 64 << 10;

    /**
     * Opens the answer to a GET.
     *
     * @param path with its query, from the API server's root and without a slash at the start
     * @throws KubernetesClientException when there is no answer, or a refusal, with its code and the server's message
     */
    public Body get(String path) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getConfiguration().getMasterUrl()).resolve(path))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        Body body = new Body(patience);
        HttpResponse<AsyncBody> response = await(path, client.getHttpClient().consumeBytes(request, body));
        body.begin(response.body());
        if (!response.isSuccessful()) {
            try (body) {
                throw refused(request, path, response.code(), body);
            }
        }
        return body;
    }

    private HttpResponse<AsyncBody> await(String path, CompletableFuture<HttpResponse<AsyncBody>> call) {
        try {
            // The client normally stops earlier; this covers it when it does not, and leaves time for a retry.
            return call.get(patience.multipliedBy(2).plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("GET " + path + ": interrupted", e);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new KubernetesClientException("GET " + path + ": no answer", e);
        } catch (ExecutionException e) {
            throw failed(path, e.getCause() == null ? e : e.getCause());
        }
    }

    /** The exception for callers when an answer cannot be read. */
    static KubernetesClientException failed(String path, Throwable failure) {
        return new KubernetesClientException("GET " + path + ": " + failure, failure);
    }

    private KubernetesClientException refused(HttpRequest request, String path, int code, Body body) {
        String text;
        try {
            text = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
        } catch (IOException e) {
            text = "";
        }
        Status status = status(text);
        String words = status == null || status.getMessage() == null ? "no reason was given" : status.getMessage();
        return new KubernetesClientException(
                "GET " + path + " was answered " + code + ": " + words, null, code, status, request);
    }

    private @Nullable Status status(String text) {
        try {
            return client.getKubernetesSerialization().unmarshal(text, Status.class);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
