package dev.portcullis.rendition;

import dev.portcullis.api.KernelVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes a rendition out of a ConfigMap, or says what is wrong with it.
 *
 * @param configMap what an operator should have written
 */
record CarrierReader(ConfigMap configMap) {

    Rendition read() {
        Kind kind = kind();
        String name = kind.objectName(configMapName())
                .orElseThrow(() ->
                        malformed("a rendition of a " + kind.label() + " is named " + kind.configMapName("NAME")));
        Map<String, String> data = Carrier.data(configMap);
        String document = data.get(DocumentKey.NEUTRAL);
        if (document == null) {
            throw malformed("data has no key " + DocumentKey.NEUTRAL);
        }
        SortedMap<String, String> variants = variants(data);
        requireDigests(data.keySet());
        long generation = Carrier.longAnnotation(configMap, Carrier.GENERATION_ANNOTATION);
        return new Rendition(kind, name, generation, document, variants, minKernel());
    }

    private Kind kind() {
        Map<String, String> labels =
                Objects.requireNonNullElse(configMap.getMetadata().getLabels(), Map.of());
        return Kind.ofLabel(labels.getOrDefault(Carrier.KIND_LABEL, ""))
                .orElseThrow(() -> malformed("label " + Carrier.KIND_LABEL + " names no kind that this version knows"));
    }

    private SortedMap<String, String> variants(Map<String, String> data) {
        SortedMap<String, String> variants = new TreeMap<>();
        for (Map.Entry<String, String> entry : data.entrySet()) {
            String key = entry.getKey();
            if (DocumentKey.isOfArchitecture(key)) {
                variants.put(DocumentKey.architecture(key), entry.getValue());
            } else if (!key.equals(DocumentKey.NEUTRAL)) {
                throw malformed("data has the key " + key + ", which is neither " + DocumentKey.NEUTRAL
                        + " nor profile.ARCHITECTURE.json; remove it");
            }
        }
        return variants;
    }

    /** A digest without its document is as wrong: the nodes of that architecture would fall back to the neutral one. */
    private void requireDigests(Set<String> keys) {
        for (String key : new TreeSet<>(keys)) {
            if (Carrier.promisedDigest(configMap, key).isEmpty()) {
                throw malformed(
                        "data has the key " + key + " without an annotation " + Carrier.DIGEST_ANNOTATION_PREFIX + key);
            }
        }
        for (String promise : Carrier.promises(configMap).keySet()) {
            if (promise.startsWith(Carrier.DIGEST_ANNOTATION_PREFIX)
                    && !keys.contains(promise.substring(Carrier.DIGEST_ANNOTATION_PREFIX.length()))) {
                throw malformed("annotation " + promise + " promises a key that data does not have");
            }
        }
    }

    private @Nullable KernelVersion minKernel() {
        String text = Carrier.annotations(configMap).get(Carrier.MIN_KERNEL_ANNOTATION);
        try {
            return text == null ? null : KernelVersion.parse(text);
        } catch (IllegalArgumentException e) {
            throw malformed("annotation " + Carrier.MIN_KERNEL_ANNOTATION + ": " + e.getMessage());
        }
    }

    private MalformedRenditionException malformed(String what) {
        return new MalformedRenditionException(configMapName() + ": " + what);
    }

    private String configMapName() {
        return configMap.getMetadata().getName();
    }
}
