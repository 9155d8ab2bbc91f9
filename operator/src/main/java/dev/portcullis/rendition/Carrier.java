package dev.portcullis.rendition;

import dev.portcullis.api.KernelVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ConfigMap that carries a rendition: its label, its annotations, and how operator and agents read them. */
public final class Carrier {

    /** Marks the ConfigMaps that agents watch; the value is {@link Kind#label()}. */
    public static final String KIND_LABEL = "portcullis.dev/kind";

    /** The generation of the object from which these bytes were first rendered. */
    public static final String GENERATION_ANNOTATION = "portcullis.dev/generation";

    /** The number of nodes when the ConfigMap was written: agents spread their reports accordingly. */
    public static final String NODES_ANNOTATION = "portcullis.dev/nodes";

    /** {@link Rendition#minKernel()} as {@code MAJOR.MINOR}; absent when there is none. */
    public static final String MIN_KERNEL_ANNOTATION = "portcullis.dev/min-kernel";

    /** {@link Rendition#nodes()} in its one JSON form; absent when that is every node. */
    public static final String NODE_SELECTOR_ANNOTATION = "portcullis.dev/node-selector";

    /** Prefix, before a {@link DocumentKey}, of the annotation with that document's digest. */
    public static final String DIGEST_ANNOTATION_PREFIX = "sha256.portcullis.dev/";

    private Carrier() {}

    /** The ConfigMap to apply, still without its owner. */
    public static ConfigMap of(Rendition rendition, String namespace, int nodes) {
        SortedMap<String, String> annotations = promises(rendition);
        annotations.put(GENERATION_ANNOTATION, Long.toString(rendition.generation()));
        annotations.put(NODES_ANNOTATION, Integer.toString(nodes));
        Kind kind = rendition.kind();
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(kind.configMapName(rendition.name()))
                .withNamespace(namespace)
                .withLabels(Map.of(KIND_LABEL, kind.label(), "app.kubernetes.io/managed-by", "portcullis"))
                .withAnnotations(annotations)
                .endMetadata()
                .withData(rendition.documents())
                .build();
    }

    /**
     * Reads what a ConfigMap carries. Checks that every document has a digest, not that the digest is right.
     *
     * @throws MalformedRenditionException when the ConfigMap is not one that an operator wrote
     */
    public static Rendition read(ConfigMap configMap) {
        return new Reader(configMap).read();
    }

    /**
     * The object whose files a ConfigMap carries.
     *
     * @throws MalformedRenditionException when its label and its name say none
     */
    public static Subject subject(ConfigMap configMap) {
        return new Reader(configMap).subject();
    }

    /** The promises that the annotations of this rendition's ConfigMap make: digests, the oldest kernel, and the nodes. */
    public static SortedMap<String, String> promises(Rendition rendition) {
        SortedMap<String, String> promises = new TreeMap<>();
        rendition.digests().forEach((key, digest) -> promises.put(DIGEST_ANNOTATION_PREFIX + key, digest));
        KernelVersion minKernel = rendition.minKernel();
        if (minKernel != null) {
            promises.put(MIN_KERNEL_ANNOTATION, minKernel.toString());
        }
        if (!rendition.nodes().isEvery()) {
            promises.put(NODE_SELECTOR_ANNOTATION, rendition.nodes().json());
        }
        return promises;
    }

    /** The promises that this ConfigMap's annotations make, and the stage of one that holds two renditions. */
    public static SortedMap<String, String> promises(ConfigMap configMap) {
        SortedMap<String, String> promises = new TreeMap<>(annotations(configMap));
        promises.keySet().removeIf(key -> !isPromise(key) && !StagedCarrier.ANNOTATIONS.contains(key));
        return promises;
    }

    private static boolean isPromise(String annotation) {
        return annotation.startsWith(DIGEST_ANNOTATION_PREFIX)
                || annotation.equals(MIN_KERNEL_ANNOTATION)
                || annotation.equals(NODE_SELECTOR_ANNOTATION);
    }

    /** The digest promised for the document with this key, or the empty string. */
    public static String promisedDigest(ConfigMap configMap, String key) {
        return annotations(configMap).getOrDefault(DIGEST_ANNOTATION_PREFIX + key, "");
    }

    /** The digests promised for the variants, by architecture as Go names it. */
    public static SortedMap<String, String> promisedVariantDigests(ConfigMap configMap) {
        SortedMap<String, String> digests = new TreeMap<>();
        annotations(configMap).forEach((annotation, digest) -> {
            String key = annotation.startsWith(DIGEST_ANNOTATION_PREFIX)
                    ? annotation.substring(DIGEST_ANNOTATION_PREFIX.length())
                    : "";
            if (DocumentKey.isOfArchitecture(key)) {
                digests.put(DocumentKey.architecture(key), digest);
            }
        });
        return digests;
    }

    /** The oldest kernel promised for the documents, as written. */
    public static Optional<String> promisedMinKernel(ConfigMap configMap) {
        return Optional.ofNullable(annotations(configMap).get(MIN_KERNEL_ANNOTATION));
    }

    /** The nodes that the documents are promised to; every node when the annotation is not one that an operator wrote. */
    public static NodeSelector promisedNodes(ConfigMap configMap) {
        try {
            String text = annotations(configMap).get(NODE_SELECTOR_ANNOTATION);
            return text == null ? NodeSelector.EVERY : NodeSelector.ofJson(text);
        } catch (IllegalArgumentException e) {
            return NodeSelector.EVERY;
        }
    }

    /** The number of nodes when the operator wrote the ConfigMap; 0 when it is not given. */
    public static long nodes(ConfigMap configMap) {
        return longAnnotation(configMap, NODES_ANNOTATION);
    }

    /** The generation of the object from which the ConfigMap's documents were first rendered; 0 when it is not given. */
    public static long generation(ConfigMap configMap) {
        return longAnnotation(configMap, GENERATION_ANNOTATION);
    }

    /** The ConfigMap's resourceVersion as a number; revisions are compared so. */
    public static long revision(ConfigMap configMap) {
        return Long.parseLong(configMap.getMetadata().getResourceVersion());
    }

    /** The ConfigMap's data, empty when it has none. */
    public static Map<String, String> data(ConfigMap configMap) {
        return Objects.requireNonNullElse(configMap.getData(), Map.of());
    }

    static long longAnnotation(ConfigMap configMap, String key) {
        try {
            return Long.parseLong(annotations(configMap).getOrDefault(key, ""));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The ConfigMap's annotations, empty when it has none. */
    public static Map<String, String> annotations(ConfigMap configMap) {
        return Objects.requireNonNullElse(configMap.getMetadata().getAnnotations(), Map.of());
    }

    /** Reads the rendition that a ConfigMap carries, or says what is wrong with the ConfigMap. */
    private record Reader(ConfigMap configMap) {

        Rendition read() {
            Subject subject = subject();
            Kind kind = subject.kind();
            Map<String, String> data = data(configMap);
            requireKeys(kind, data.keySet());
            requireDigests(data.keySet());
            List<RenderedFile> files = kind.contents().stream()
                    .filter(content -> data.containsKey(content.neutralKey()))
                    .map(content -> file(content, data))
                    .toList();
            return new Rendition(
                    kind, subject.name(), longAnnotation(configMap, GENERATION_ANNOTATION), files, nodes());
        }

        Subject subject() {
            Kind kind = kind();
            return kind.objectName(configMapName())
                    .map(name -> new Subject(kind, name))
                    .orElseThrow(() ->
                            malformed("a rendition of a " + kind.label() + " is named " + kind.configMapName("NAME")));
        }

        private Kind kind() {
            Map<String, String> labels =
                    Objects.requireNonNullElse(configMap.getMetadata().getLabels(), Map.of());
            return Kind.ofLabel(labels.getOrDefault(KIND_LABEL, ""))
                    .orElseThrow(() -> malformed("label " + KIND_LABEL + " names no kind that this version knows"));
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
                if (promisedDigest(configMap, key).isEmpty()) {
                    throw malformed(
                            "data has the key " + key + " without an annotation " + DIGEST_ANNOTATION_PREFIX + key);
                }
            }
            for (String promise : promises(configMap).keySet()) {
                if (promise.startsWith(DIGEST_ANNOTATION_PREFIX)
                        && !keys.contains(promise.substring(DIGEST_ANNOTATION_PREFIX.length()))) {
                    throw malformed("annotation " + promise + " promises a key that data does not have");
                }
            }
        }

        private @Nullable KernelVersion minKernel() {
            String text = annotations(configMap).get(MIN_KERNEL_ANNOTATION);
            try {
                return text == null ? null : KernelVersion.parse(text);
            } catch (IllegalArgumentException e) {
                throw malformed("annotation " + MIN_KERNEL_ANNOTATION + ": " + e.getMessage());
            }
        }

        private NodeSelector nodes() {
            String text = annotations(configMap).get(NODE_SELECTOR_ANNOTATION);
            try {
                return text == null ? NodeSelector.EVERY : NodeSelector.ofJson(text);
            } catch (IllegalArgumentException e) {
                throw malformed("annotation " + NODE_SELECTOR_ANNOTATION + ": " + e.getMessage());
            }
        }

        private MalformedRenditionException malformed(String what) {
            return new MalformedRenditionException(configMapName() + ": " + what);
        }

        private String configMapName() {
            return configMap.getMetadata().getName();
        }
    }
}
