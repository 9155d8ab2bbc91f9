package dev.portcullis.operator.client;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.MalformedRenditionException;
import io.fabric8.kubernetes.api.model.ConfigMap;
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

/** Reads the ConfigMaps of renditions with their documents, which all other reads leave out ({@link SievedReads}). */
public final class WholeCarriers {

    private final KubernetesClient client;
    private final HttpClient http;
    private final String namespace;

    /** Reads in this namespace. */
    public WholeCarriers(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.http = client.getHttpClient()
                .newBuilder()
                .addOrReplaceInterceptor(SievedReads.NAME, null)
                .build();
    }

    /**
     * The ConfigMap of this name, with documents that have the digests promised; empty when there is none.
     *
     * @throws MalformedRenditionException when a document is not the one promised
     * @throws KubernetesClientException when the API server does not return it
     */
    public Optional<ConfigMap> read(String name) {
        HttpResponse<InputStream> response = get(name);
        try (InputStream body = response.body()) {
            if (response.code() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            if (!response.isSuccessful()) {
                throw new KubernetesClientException(
                        "ConfigMap " + name + " was answered with " + response.code(), response.code(), null);
            }
            return Optional.of(kept(client.getKubernetesSerialization().unmarshal(body, ConfigMap.class)));
        } catch (IOException e) {
            throw KubernetesClientException.launderThrowable(e);
        }
    }

    private static ConfigMap kept(ConfigMap carrier) {
        Carrier.data(carrier).forEach((key, document) -> {
            if (!Carrier.promisedDigest(carrier, key).equals(Digest.sha256(document))) {
                throw new MalformedRenditionException(
                        carrier.getMetadata().getName() + ": " + key + " is not the document promised");
            }
        });
        return carrier;
    }

    private HttpResponse<InputStream> get(String name) {
        URI uri = URI.create(client.getConfiguration().getMasterUrl())
                .resolve("api/v1/namespaces/" + namespace + "/configmaps/" + name);
        try {
            return http.sendAsync(http.newHttpRequestBuilder().uri(uri).build(), InputStream.class)
                    .join();
        } catch (CompletionException e) {
            throw KubernetesClientException.launderThrowable(Objects.requireNonNullElse(e.getCause(), e));
        }
    }
}
