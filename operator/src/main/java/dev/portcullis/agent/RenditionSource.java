package dev.portcullis.agent;

import dev.portcullis.rendition.Carrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps that carry renditions.
 *
 * @param client asks the API server
 * @param namespace where they are
 */
record RenditionSource(KubernetesClient client, String namespace) {

    /** How many ConfigMaps are in memory at once during a list. */
    private static final long PAGE = 50;

    /** One page of them, from the start or where the last one ended. */
    ConfigMapList page(@Nullable String continueToken) {
        return list(PAGE, continueToken);
    }

    /** The API server's newest revision. */
    long revision() {
        return revision(list(1, null));
    }

    /** The revision that a list shows. */
    static long revision(ConfigMapList list) {
        return Long.parseLong(list.getMetadata().getResourceVersion());
    }

    /** One by its name, when it exists and is a rendition. */
    Optional<ConfigMap> get(String name) {
        ConfigMap found =
                client.configMaps().inNamespace(namespace).withName(name).get();
        return Optional.ofNullable(found)
                .filter(configMap -> configMap.getMetadata().getLabels() != null
                        && configMap.getMetadata().getLabels().containsKey(Carrier.KIND_LABEL));
    }

    /** Starts a watch from after this revision. */
    WatchStream watch(long revision, Queue<Signal> inbox) {
        // Ended by the API server after some minutes, as client-go's are, so that connections spread over its replicas.
        int seconds = ThreadLocalRandom.current().nextInt(300, 600);
        URI base = URI.create(client.getConfiguration().getMasterUrl());
        URI uri = base.resolve("api/v1/namespaces/" + namespace + "/configmaps?watch=true&allowWatchBookmarks=true"
                + "&labelSelector=" + URLEncoder.encode(Carrier.KIND_LABEL, StandardCharsets.UTF_8)
                + "&resourceVersion=" + revision
                + "&timeoutSeconds=" + seconds);
        return WatchStream.open(client.getHttpClient(), uri, inbox);
    }

    /** Reads one line of a watch's answer. */
    WatchEvent event(byte[] line) {
        return client.getKubernetesSerialization().unmarshal(new ByteArrayInputStream(line), WatchEvent.class);
    }

    private ConfigMapList list(long limit, @Nullable String continueToken) {
        return client.configMaps()
                .inNamespace(namespace)
                .withLabel(Carrier.KIND_LABEL)
                .list(new ListOptionsBuilder()
                        .withLimit(limit)
                        .withContinue(continueToken)
                        .build());
    }
}
