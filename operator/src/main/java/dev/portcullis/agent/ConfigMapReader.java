package dev.portcullis.agent;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;

/** Reads of a ConfigMap what an agent needs: of its metadata name, UID, revision, labels and annotations, and its data. */
final class ConfigMapReader {

    private ConfigMapReader() {}

    /** Reads the one at which the parser stands. */
    static ConfigMap read(JsonParser parser) throws IOException {
        ConfigMap configMap = new ConfigMap();
        ObjectMeta metadata = new ObjectMeta();
        configMap.setMetadata(metadata);
        Json.fields(parser, (field, value) -> {
            switch (field) {
                case "metadata" -> Json.fields(value, (name, text) -> metadata(metadata, name, text));
                case "data" -> configMap.setData(Json.texts(value));
                default -> {}
            }
        });
        return configMap;
    }

    private static void metadata(ObjectMeta metadata, String field, JsonParser value) throws IOException {
        switch (field) {
            case "name" -> metadata.setName(Json.text(value));
            case "namespace" -> metadata.setNamespace(Json.text(value));
            case "uid" -> metadata.setUid(Json.text(value));
            case "resourceVersion" -> metadata.setResourceVersion(Json.text(value));
            case "labels" -> metadata.setLabels(Json.texts(value));
            case "annotations" -> metadata.setAnnotations(Json.texts(value));
            default -> {}
        }
    }
}
