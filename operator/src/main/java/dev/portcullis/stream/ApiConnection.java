package dev.portcullis.stream;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/**
 * The way to the API server, without the models of fabric8's client. Token, TLS and retries (after 429, 5xx and broken
 * connections, with growing delays) are the HTTP client's.
 *
 * @param http sends the requests
 * @param url of the API server's root
 */
public record ApiConnection(HttpClient http, String url) implements AutoCloseable {

    /** Connects as this configuration says; to be closed. */
    public static ApiConnection connect(Config config) {
        return new ApiConnection(new JdkHttpClientFactory().newBuilder(config).build(), config.getMasterUrl());
    }

    /** The connection of a client, which stays the caller's to close. */
    public static ApiConnection of(KubernetesClient client) {
        return new ApiConnection(
                client.getHttpClient(), client.getConfiguration().getMasterUrl());
    }

    @Override
    public void close() {
        http.close();
    }
}
