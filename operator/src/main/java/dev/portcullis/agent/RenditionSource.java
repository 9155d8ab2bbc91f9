package dev.portcullis.agent;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The ConfigMaps that carry renditions. One is in memory at a time, whatever their number and size.
 *
 * @param server has them
 * @param namespace their namespace
 */
record RenditionSource(ApiConnection server, String namespace) {

    /** The longest wait for an answer: a page of large ConfigMaps is read from etcd first. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The longest silence of a watch: with a bookmark every minute, more means a dead connection. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(150);

    /**
     * Hands over all ConfigMaps, one after the other.
     *
     * @param page is run at the end of every page
     * @return the revision that the list shows
     */
    long list(Consumer<ConfigMap> item, Runnable page) {
        return all().read(configMap -> item.accept(ConfigMapReader.read(configMap)), page);
    }

    /** The API server's newest revision. */
    long revision() {
        return all().revision();
    }

    /** The ConfigMap of this name, when it exists and carries a rendition. */
    Optional<ConfigMap> get(String name) {
        return new Answers(server, PATIENCE)
                .find(path() + "/" + name, ConfigMapReader::read)
                .filter(configMap -> Objects.requireNonNullElse(
                                configMap.getMetadata().getLabels(), Map.of())
                        .containsKey(Carrier.KIND_LABEL));
    }

    /** Starts a watch from after this revision. */
    WatchStream watch(long revision, Queue<Wakeup> inbox) {
        // Ended by the API server after some minutes, as client-go's are, so that connections spread over its replicas.
        int seconds = ThreadLocalRandom.current().nextInt(300, 600);
        String path = path() + "?watch=true&allowWatchBookmarks=true&labelSelector=" + Carrier.KIND_LABEL
                + "&resourceVersion=" + revision + "&timeoutSeconds=" + seconds;
        return WatchStream.open(new Answers(server, MAX_SILENCE), path, inbox);
    }

    private ItemList all() {
        return new ItemList(new Answers(server, PATIENCE), path(), Map.of("labelSelector", Carrier.KIND_LABEL));
    }

    private String path() {
        return "api/v1/namespaces/" + namespace + "/configmaps";
    }
}
