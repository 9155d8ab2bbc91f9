package dev.portcullis.bench.scale;

import dev.portcullis.stream.ApiConnection;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** Clients of one API server that share an HTTP/2 connection; each sends its own token in every request. */
final class SharedConnection extends JdkHttpClientFactory {

    /** An agent has a watch and one more request open, and a connection takes 100 at a time. */
    static final int MOST_AGENTS = 40;

    private @Nullable HttpClient shared;

    /** The API server, asked with the credentials of this kubeconfig. */
    ApiConnection as(String kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig);
        return new ApiConnection(newBuilder(config).build(), config.getMasterUrl());
    }

    /** A builder that builds once. */
    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        HttpClient.Builder builder = HttpClient.newBuilder();
        Class<?>[] type = {HttpClient.Builder.class};
        return (HttpClient.Builder)
                Proxy.newProxyInstance(SharedConnection.class.getClassLoader(), type, (proxy, method, arguments) -> {
                    if (method.getName().equals("build")) {
                        return built(builder);
                    }
                    Object result = method.invoke(builder, arguments);
                    return result instanceof HttpClient.Builder ? proxy : result;
                });
    }

    /** Others still use it. */
    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {}

    void close() {
        if (shared != null) {
            shared.shutdownNow();
        }
    }

    private synchronized HttpClient built(HttpClient.Builder builder) {
        if (shared == null) {
            shared = builder.build();
        }
        return shared;
    }
}
