package dev.portcullis.purge;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.ItemList;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a kind's objects, read without the objects: a profile can have more than a megabyte.
 *
 * @param client lists the objects
 * @param type the kind, which is cluster-scoped
 */
record ObjectNames(KubernetesClient client, Class<? extends HasMetadata> type) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Excludes an object by one of its fields; objects that it does not exclude count. */
    interface Filter {
        boolean excludes(String field, JsonParser value) throws IOException;
    }

    /** All names, in the API server's order. */
    List<String> all() {
        return without((field, value) -> false);
    }

    /** The names of objects that no field excludes. */
    List<String> without(Filter filter) {
        List<String> names = new ArrayList<>();
        list().read(
                        item -> {
                            Reading reading = new Reading(filter);
                            JsonTokens.fields(item, reading::field);
                            if (reading.name != null && !reading.excluded) {
                                names.add(reading.name);
                            }
                        },
                        () -> {});
        return names;
    }

    private ItemList list() {
        String version = HasMetadata.getApiVersion(type);
        String path = (version.contains("/") ? "apis/" : "api/") + version + "/" + HasMetadata.getPlural(type);
        return new ItemList(new Answers(ApiConnection.of(client), PATIENCE), path, Map.of());
    }

    private static final class Reading {

        private final Filter filter;
        private @Nullable String name;
        private boolean excluded;

        Reading(Filter filter) {
            this.filter = filter;
        }

        void field(String field, JsonParser value) throws IOException {
            if (field.equals("metadata")) {
                JsonTokens.fields(value, (of, text) -> name = of.equals("name") ? JsonTokens.text(text) : name);
            } else {
                excluded |= filter.excludes(field, value);
            }
        }
    }
}
