package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pods that an object is or makes.
 *
 * @param namespace the object's namespace; empty when it names none
 * @param labels the pods' labels
 * @param annotations the pods' annotations
 * @param location the path of the pods' spec in the object, for example {@code spec.template.spec}
 * @param spec the pods' spec
 */
public record PodTemplate(
        String namespace, Map<String, String> labels, Map<String, String> annotations, String location, JsonNode spec) {

    /** The path of the pods in each kind, by API group and kind, in any version. */
    private static final Map<String, String> PLACES = Map.of(
            "/Pod", "",
            "/PodTemplate", "template",
            "/ReplicationController", "spec.template",
            "apps/Deployment", "spec.template",
            "apps/StatefulSet", "spec.template",
            "apps/DaemonSet", "spec.template",
            "apps/ReplicaSet", "spec.template",
            "batch/Job", "spec.template",
            "batch/CronJob", "spec.jobTemplate.spec.template");

    private static final String SPEC = "spec";

    /** Copies what it is given. */
    public PodTemplate {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** The pods of an object; empty when objects of its kind make none. */
    public static Optional<PodTemplate> of(JsonNode object) {
        String version = object.path("apiVersion").asText("");
        int slash = version.indexOf('/');
        String group = slash < 0 ? "" : version.substring(0, slash);
        return Optional.ofNullable(PLACES.get(group + "/" + object.path("kind").asText("")))
                .map(place -> at(object, place));
    }

    private static PodTemplate at(JsonNode object, String place) {
        JsonNode pod = object;
        for (String step : place.isEmpty() ? new String[0] : place.split("\\.", -1)) {
            pod = pod.path(step);
        }
        JsonNode metadata = pod.path("metadata");
        String namespace = object.path("metadata").path("namespace").asText("");
        return new PodTemplate(
                namespace,
                texts(metadata.path("labels")),
                texts(metadata.path("annotations")),
                place.isEmpty() ? SPEC : place + "." + SPEC,
                pod.path(SPEC));
    }

    private static Map<String, String> texts(JsonNode members) {
        Map<String, String> texts = new LinkedHashMap<>();
        members.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText("")));
        return texts;
    }

    /** The path of the pods' metadata in the object. */
    public String metadataLocation() {
        return location.substring(0, location.length() - SPEC.length()) + "metadata";
    }
}
