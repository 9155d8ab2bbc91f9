package dev.portcullis.rendition;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The rendered document of one object, as it travels in a ConfigMap from the operator to the agents.
 *
 * @param kind what was rendered
 * @param name the object's name
 * @param generation the generation of the object's spec that was rendered
 * @param document the bytes of the node's file, as text in UTF-8
 */
public record Rendition(Kind kind, String name, long generation, String document) {

    /** Marks the ConfigMaps that agents watch; the value is {@link Kind#label()}. */
    public static final String KIND_LABEL = "portcullis.dev/kind";

    /** The generation of the object from which these bytes were first rendered. */
    public static final String GENERATION_ANNOTATION = "portcullis.dev/generation";

    /** How many nodes there were when the ConfigMap was written: agents spread their reports accordingly. */
    public static final String NODES_ANNOTATION = "portcullis.dev/nodes";

    /** The key of the document in the ConfigMap's data. */
    public static final String DOCUMENT_KEY = "profile.json";

    /** The digest of {@link #DOCUMENT_KEY}'s value. */
    public static final String DIGEST_ANNOTATION = "sha256.portcullis.dev/" + DOCUMENT_KEY;

    /** The agent's directory below the kubelet's seccomp root; pods write it in front of the file. */
    public static final String DIRECTORY = "portcullis";

    /** The name of the node's file below {@link #DIRECTORY}. */
    public static String fileName(String objectName) {
        return objectName + ".json";
    }

    /** The object whose file has this name. */
    public static String objectOfFile(String fileName) {
        return fileName.endsWith(".json") ? fileName.substring(0, fileName.length() - ".json".length()) : fileName;
    }

    /** What pods write as {@code localhostProfile}. */
    public static String localhostProfile(String objectName) {
        return DIRECTORY + "/" + fileName(objectName);
    }

    /** The digest of {@link #document()}. */
    public String sha256() {
        return Digest.sha256(document);
    }

    /** The ConfigMap to apply, still without its owner. */
    public ConfigMap toConfigMap(String namespace, int nodes) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(kind.configMapName(name))
                .withNamespace(namespace)
                .withLabels(Map.of(KIND_LABEL, kind.label(), "app.kubernetes.io/managed-by", "portcullis"))
                .withAnnotations(new TreeMap<>(Map.of(
                        GENERATION_ANNOTATION, Long.toString(generation),
                        NODES_ANNOTATION, Integer.toString(nodes),
                        DIGEST_ANNOTATION, sha256())))
                .endMetadata()
                .withData(Map.of(DOCUMENT_KEY, document))
                .build();
    }

    /**
     * Reads what a ConfigMap carries. The document is not checked against its digest here.
     *
     * @throws MalformedRenditionException when the ConfigMap is not one that an operator wrote
     */
    public static Rendition of(ConfigMap configMap) {
        String configMapName = configMap.getMetadata().getName();
        Map<String, String> labels =
                Objects.requireNonNullElse(configMap.getMetadata().getLabels(), Map.of());
        Kind kind = Kind.ofLabel(labels.getOrDefault(KIND_LABEL, ""))
                .orElseThrow(() -> new MalformedRenditionException(
                        configMapName + ": label " + KIND_LABEL + " names no kind that this version knows"));
        String name = kind.objectName(configMapName)
                .orElseThrow(() -> new MalformedRenditionException(configMapName + ": a rendition of a " + kind.label()
                        + " is named " + kind.configMapName("NAME")));
        Map<String, String> data = Objects.requireNonNullElse(configMap.getData(), Map.of());
        String document = data.get(DOCUMENT_KEY);
        if (document == null) {
            throw new MalformedRenditionException(configMapName + ": data has no key " + DOCUMENT_KEY);
        }
        return new Rendition(kind, name, longAnnotation(configMap, GENERATION_ANNOTATION), document);
    }

    /** The digest that the ConfigMap's annotation promises, or the empty string. */
    public static String promisedDigest(ConfigMap configMap) {
        return annotation(configMap, DIGEST_ANNOTATION);
    }

    /** The number of nodes that the operator saw when it wrote the ConfigMap; 0 when it does not say. */
    public static long nodes(ConfigMap configMap) {
        return longAnnotation(configMap, NODES_ANNOTATION);
    }

    /** The ConfigMap's resourceVersion as a number, which is how revisions are compared. */
    public static long revision(ConfigMap configMap) {
        return Long.parseLong(configMap.getMetadata().getResourceVersion());
    }

    private static long longAnnotation(ConfigMap configMap, String key) {
        try {
            return Long.parseLong(annotation(configMap, key));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String annotation(ConfigMap configMap, String key) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(configMap.getMetadata().getAnnotations(), Map.of());
        return annotations.getOrDefault(key, "");
    }
}
