package dev.portcullis.rendition;

import dev.portcullis.api.KernelVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rendition from a ConfigMap, or says what is wrong with it.
 *
 * @param configMap the ConfigMap, which an operator should have written
 */
record CarrierReader(ConfigMap configMap) {

    Rendition read() {
        Kind kind = kind();
        String name = kind.objectName(configMapName())
                .orElseThrow(() ->
                        malformed("a rendition of a " + kind.label() + " is named " + kind.configMapName("NAME")));
        Map<String, String> data = Carrier.data(configMap);
        requireKeys(kind, data.keySet());
        requireDigests(data.keySet());
        List<RenderedFile> files = kind.contents().stream()
                .filter(content -> data.containsKey(content.neutralKey()))
                .map(content -> file(content, data))
                .toList();
        return new Rendition(kind, name, Carrier.longAnnotation(configMap, Carrier.GENERATION_ANNOTATION), files);
    }

    private Kind kind() {
        Map<String, String> labels =
                Objects.requireNonNullElse(configMap.getMetadata().getLabels(), Map.of());
        return Kind.ofLabel(labels.getOrDefault(Carrier.KIND_LABEL, ""))
                .orElseThrow(() -> malformed("label " + Carrier.KIND_LABEL + " names no kind that this version knows"));
    }

    /** Requires that every key is one of the kind's, and that each file has its neutral document. */
    private void requireKeys(Kind kind, Set<String> keys) {
        Set<Content> found = EnumSet.of(kind.mandatory());
        for (String key : new TreeSet<>(keys)) {
            found.add(Content.ofKey(key)
                    .filter(kind.contents()::contains)
                    .orElseThrow(() -> malformed(
                            "data has the key " + key + ", which is neither " + allowed(kind) + "; remove it")));
        }
        for (Content content : found) {
            if (!keys.contains(content.neutralKey())) {
                throw malformed("data has no key " + content.neutralKey());
            }
        }
    }

    private static String allowed(Kind kind) {
        return kind.contents().stream().map(Content::keys).collect(Collectors.joining(" nor "));
    }

    private RenderedFile file(Content content, Map<String, String> data) {
        String document = Objects.requireNonNull(data.get(content.neutralKey()));
        return switch (content) {
            case SECCOMP -> RenderedFile.seccomp(document, variants(data), minKernel());
            case CAPABILITIES -> RenderedFile.capabilities(document);
        };
    }

    private static SortedMap<String, String> variants(Map<String, String> data) {
        SortedMap<String, String> variants = new TreeMap<>();
        data.forEach((key, document) -> {
            if (DocumentKey.isOfArchitecture(key)) {
                variants.put(DocumentKey.architecture(key), document);
            }
        });
        return variants;
    }

    /** Refuses a digest without its document too: nodes of that architecture would fall back to the neutral one. */
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
