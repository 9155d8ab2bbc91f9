package dev.portcullis.stream;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
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

    /** The retries of one request: few, because a process of a node has better to do than to wait, and comes back by itself. */
    private static final int REQUEST_RETRIES = 2;

    /** Connects as every client does, with limits that suit a small process on a node; to be closed. */
    public static ApiConnection ofNodeProcess() {
        return connect(new ConfigBuilder()
                .withConnectionTimeout(5_000)
                .withRequestTimeout(10_000)
                .withRequestRetryBackoffLimit(REQUEST_RETRIES)
                // HTTP/2 windows of the JDK buffer megabytes of a watch that is not read; a TCP connection does not.
                .withHttp2Disable(true)
                .build());
    }

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
