package dev.portcullis.operator.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Reads single objects with what {@link SievedReads} leaves out of all other reads. */
final class UnsievedReads {

    private final URI server;
    private final HttpClient http;

    /** Reads with this client's rights. */
    UnsievedReads(KubernetesClient client) {
        this.server = URI.create(client.getConfiguration().getMasterUrl());
        this.http = client.getHttpClient()
                .newBuilder()
                .addOrReplaceInterceptor(SievedReads.NAME, null)
                .build();
    }

    /**
     * Reads an object; empty when there is none.
     *
     * @param path from the API server's root, without a slash at the start
     * @param what the object, for messages
     * @throws KubernetesClientException when the API server does not return it
     */
    <T> Optional<T> find(String path, String what, Function<InputStream, T> reader) {
        HttpResponse<InputStream> response = get(path);
        try (InputStream body = response.body()) {
            if (response.code() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            if (!response.isSuccessful()) {
                throw new KubernetesClientException(
                        what + " was answered with " + response.code(), response.code(), null);
            }
            return Optional.of(reader.apply(body));
        } catch (IOException e) {
            throw KubernetesClientException.launderThrowable(e);
        }
    }

    private HttpResponse<InputStream> get(String path) {
        try {
            return http.sendAsync(
                            http.newHttpRequestBuilder()
                                    .uri(server.resolve(path))
                                    .build(),
                            InputStream.class)
                    .join();
        } catch (CompletionException e) {
            throw KubernetesClientException.launderThrowable(Objects.requireNonNullElse(e.getCause(), e));
        }
    }
}
