package dev.portcullis.agent;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;

/** Reads the parts of a ConfigMap that an agent needs: its data, and the identifying members of its metadata. */
final class ConfigMapReader {

    private ConfigMapReader() {}

    /** Reads the ConfigMap at which the parser stands. */
    static ConfigMap read(JsonParser parser) throws IOException {
        ConfigMap configMap = new ConfigMap();
        ObjectMeta metadata = new ObjectMeta();
        configMap.setMetadata(metadata);
        JsonTokens.fields(parser, (field, value) -> {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, (name, text) -> metadata(metadata, name, text));
                case "data" -> configMap.setData(JsonTokens.texts(value));
                default -> {}
            }
        });
        return configMap;
    }

    private static void metadata(ObjectMeta metadata, String field, JsonParser value) throws IOException {
        switch (field) {
            case "name" -> metadata.setName(JsonTokens.text(value));
            case "namespace" -> metadata.setNamespace(JsonTokens.text(value));
            case "uid" -> metadata.setUid(JsonTokens.text(value));
            case "resourceVersion" -> metadata.setResourceVersion(JsonTokens.text(value));
            case "labels" -> metadata.setLabels(JsonTokens.texts(value));
            case "annotations" -> metadata.setAnnotations(JsonTokens.texts(value));
            default -> {}
        }
    }
}
