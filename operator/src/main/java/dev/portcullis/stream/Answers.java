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
 * Asks the API server and reads what it answers as a stream. fabric8's own calls hold the whole answer in memory, in
 * several copies. Token, TLS and attempts (further ones after 429, 5xx and broken connections, ever less often) are those
 * of the client.
 *
 * @param client asks
 * @param patience how long the API server may be silent, before its answer and within it
 */
public record Answers(KubernetesClient client, Duration patience) {

    /** A refusal is a {@link Status} of a few hundred bytes; what a proxy says instead can be anything. */
    private static final int MAX_REFUSAL = 64 << 10;

    /**
     * Opens the answer to a GET.
     *
     * @param path with its query, from the API server's root and without a slash at the start
     * @throws KubernetesClientException when there is none, or a refusal, with its code and the server's words
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
            // The client ends it earlier; this is for when it does not, and leaves it time for another attempt.
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

    /** The exception for callers when reading an answer failed. */
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
