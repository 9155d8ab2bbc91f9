package dev.portcullis.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A plain client: it sends JSON and does not read what comes back.
 *
 * @param client with credentials and connections
 */
record ApiClient(KubernetesClient client) {

    private static final ObjectNode DELETION =
            JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    /** Creates an object in a collection, whose path begins without a slash, and returns the answer. */
    String create(String collection, JsonNode object) {
        return send("POST", collection, JSON, object);
    }

    /** Lays a part over an object. */
    void merge(String object, JsonNode part) {
        send("PATCH", object, MERGE_PATCH, part);
    }

    void delete(String object) {
        // Without a body, the client would make a GET of it.
        send("DELETE", object, JSON, DELETION);
    }

    String get(String path) {
        return send("GET", path, JSON, null);
    }

    /** The path of the collection that a manifest's object is in. */
    String collection(ObjectNode manifest) {
        String version = manifest.path("apiVersion").asText();
        String kind = manifest.path("kind").asText();
        String plural = client.getApiResources(version).getResources().stream()
                .filter(resource ->
                        resource.getKind().equals(kind) && !resource.getName().contains("/"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the API server has no " + kind + " of " + version))
                .getName();
        JsonNode namespace = manifest.at("/metadata/namespace");
        return (version.contains("/") ? "apis/" : "api/") + version
                + (namespace.isMissingNode() ? "" : "/namespaces/" + namespace.asText()) + "/" + plural;
    }

    private String send(String method, String path, String type, @Nullable JsonNode body) {
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getConfiguration().getMasterUrl()).resolve(path));
        request.method(method, type, body == null ? null : body.toString());
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(request.build(), String.class)
                    .get();
            if (!response.isSuccessful()) {
                throw new IllegalStateException(
                        method + " " + path + " was answered " + response.code() + ": " + response.bodyString());
            }
            return response.bodyString();
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
