package dev.portcullis.rendition;

import static dev.portcullis.rendition.Carrier.DIGEST_ANNOTATION_PREFIX;
import static dev.portcullis.rendition.Carrier.GENERATION_ANNOTATION;
import static dev.portcullis.rendition.Carrier.MIN_KERNEL_ANNOTATION;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ConfigMap that carries a change by stages: the stable rendition as in any {@link Carrier}, the next one beside it
 * under keys that begin with {@value #NEXT}, and the {@link Stage}. Each of the two can be looked at as a carrier of its
 * own.
 */
public final class StagedCarrier {

    /** Before the keys of the next documents, in data and in the names of digests. */
    public static final String NEXT = "next.";

    /** {@link Stage#step()}. */
    public static final String STEP_ANNOTATION = "portcullis.dev/rollout-step";

    /** {@link Stage#threshold()} as 16 hexadecimal digits. */
    public static final String THRESHOLD_ANNOTATION = "portcullis.dev/rollout-threshold";

    /** {@link Stage#answered()}; absent when it is empty. */
    public static final String ANSWERED_ANNOTATION = "portcullis.dev/rollout-answered";

    /** {@link Carrier#GENERATION_ANNOTATION} of the next rendition. */
    public static final String NEXT_GENERATION_ANNOTATION = "portcullis.dev/next-generation";

    /** {@link Carrier#MIN_KERNEL_ANNOTATION} of the next rendition. */
    public static final String NEXT_MIN_KERNEL_ANNOTATION = "portcullis.dev/next-min-kernel";

    /** {@link Stage#before()}. */
    static final String BEFORE_ANNOTATION = "portcullis.dev/rollout-before";

    /** {@link Stage#earlier()}, as {@code THRESHOLD@REVISION} with commas between; it stays when the rollout is over. */
    static final String EARLIER_ANNOTATION = "portcullis.dev/rollout-earlier";

    /** The annotations, beside digests, that only a staged carrier has. */
    static final Set<String> ANNOTATIONS = Set.of(
            STEP_ANNOTATION,
            THRESHOLD_ANNOTATION,
            ANSWERED_ANNOTATION,
            NEXT_GENERATION_ANNOTATION,
            NEXT_MIN_KERNEL_ANNOTATION);

    private static final Map<String, String> OF_NEXT = Map.of(
            NEXT_GENERATION_ANNOTATION, GENERATION_ANNOTATION, NEXT_MIN_KERNEL_ANNOTATION, MIN_KERNEL_ANNOTATION);
    private static final Pattern THRESHOLD = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern STEP = Pattern.compile("[0-9]{1,4}");
    private static final Pattern EARLIER = Pattern.compile("[0-9a-f]{16}@[0-9]{1,18}(,[0-9a-f]{16}@[0-9]{1,18})*");
    private static final int HEXADECIMAL = 16;

    private StagedCarrier() {}

    /**
     * Adds the next rendition and the stage to the ConfigMap of the stable one.
     *
     * @param stable as {@link Carrier#of} makes it
     */
    public static ConfigMap of(ConfigMap stable, Rendition next, Stage stage) {
        Map<String, String> data = new TreeMap<>(Carrier.data(stable));
        next.documents().forEach((key, document) -> data.put(NEXT + key, document));
        Map<String, String> annotations = new TreeMap<>(Carrier.annotations(stable));
        next.digests().forEach((key, digest) -> annotations.put(DIGEST_ANNOTATION_PREFIX + NEXT + key, digest));
        if (next.minKernel() != null) {
            annotations.put(NEXT_MIN_KERNEL_ANNOTATION, next.minKernel().toString());
        }
        annotations.put(NEXT_GENERATION_ANNOTATION, Long.toString(next.generation()));
        annotations.put(STEP_ANNOTATION, Integer.toString(stage.step()));
        annotations.put(THRESHOLD_ANNOTATION, hex(stage.threshold()));
        annotations.put(BEFORE_ANNOTATION, Long.toString(stage.before()));
        if (!stage.answered().isEmpty()) {
            annotations.put(ANSWERED_ANNOTATION, stage.answered());
        }
        if (!stage.earlier().isEmpty()) {
            annotations.put(EARLIER_ANNOTATION, text(stage.earlier()));
        }
        return with(stable, data, annotations);
    }

    /**
     * Notes in the ConfigMap of a rendition how it came to the nodes, so that those that have it are not taken for late.
     *
     * @param last the last stage
     * @param revision the revision of the ConfigMap with that stage
     */
    public static ConfigMap after(ConfigMap plain, Stage last, long revision) {
        Map<String, String> annotations = new TreeMap<>(Carrier.annotations(plain));
        annotations.put(EARLIER_ANNOTATION, text(last.reached(revision)));
        return with(plain, Carrier.data(plain), annotations);
    }

    /**
     * The revision that brought this node the documents that it has, or is to have, of a ConfigMap.
     *
     * @throws MalformedRenditionException when it says no stage that an operator wrote
     */
    public static long revision(String node, ConfigMap configMap) {
        long place = Stage.place(Carrier.subject(configMap), node);
        long revision = Carrier.revision(configMap);
        return stage(configMap)
                .map(stage -> stage.revision(place, revision))
                .orElseGet(() -> Stage.revision(earlier(configMap), place, revision));
    }

    /**
     * The stage of a ConfigMap; empty for one that holds a single rendition.
     *
     * @throws MalformedRenditionException when it says no stage that an operator wrote
     */
    public static Optional<Stage> stage(ConfigMap configMap) {
        Map<String, String> annotations = Carrier.annotations(configMap);
        if (!annotations.containsKey(THRESHOLD_ANNOTATION) && !annotations.containsKey(STEP_ANNOTATION)) {
            return Optional.empty();
        }
        String threshold = annotations.getOrDefault(THRESHOLD_ANNOTATION, "");
        String step = annotations.getOrDefault(STEP_ANNOTATION, "");
        if (!THRESHOLD.matcher(threshold).matches()) {
            throw malformed(configMap, THRESHOLD_ANNOTATION + " must be 16 hexadecimal digits");
        }
        if (!STEP.matcher(step).matches()) {
            throw malformed(configMap, STEP_ANNOTATION + " must be a number");
        }
        return Optional.of(new Stage(
                Integer.parseInt(step),
                Long.parseUnsignedLong(threshold, HEXADECIMAL),
                annotations.getOrDefault(ANSWERED_ANNOTATION, ""),
                Carrier.longAnnotation(configMap, BEFORE_ANNOTATION),
                earlier(configMap)));
    }

    /**
     * The ConfigMap as one node is to read it: with the one rendition that it takes.
     *
     * @throws MalformedRenditionException when it says no stage that an operator wrote
     */
    public static ConfigMap seenBy(String node, ConfigMap configMap) {
        return stage(configMap)
                .map(stage -> stage.includes(Carrier.subject(configMap), node) ? next(configMap) : stable(configMap))
                .orElse(configMap);
    }

    /** The ConfigMap with the stable rendition alone. */
    public static ConfigMap stable(ConfigMap configMap) {
        Map<String, String> data = new TreeMap<>(Carrier.data(configMap));
        data.keySet().removeIf(key -> key.startsWith(NEXT));
        Map<String, String> annotations = new TreeMap<>(Carrier.annotations(configMap));
        annotations.keySet().removeIf(key -> isOfNext(key) || isOfStage(key));
        return with(configMap, data, annotations);
    }

    /** The ConfigMap with the next rendition alone. */
    public static ConfigMap next(ConfigMap configMap) {
        Map<String, String> data = new TreeMap<>();
        Carrier.data(configMap).forEach((key, document) -> {
            if (key.startsWith(NEXT)) {
                data.put(key.substring(NEXT.length()), document);
            }
        });
        Map<String, String> annotations = new TreeMap<>();
        Carrier.annotations(configMap).forEach((key, value) -> {
            if (isOfNext(key)) {
                annotations.put(
                        DIGEST_ANNOTATION_PREFIX + key.substring((DIGEST_ANNOTATION_PREFIX + NEXT).length()), value);
            } else if (OF_NEXT.containsKey(key)) {
                annotations.put(OF_NEXT.get(key), value);
            } else if (!isOfOneRendition(key) && !isOfStage(key)) {
                annotations.put(key, value);
            }
        });
        return with(configMap, data, annotations);
    }

    /** What cannot be read is not known. */
    private static List<Stage.Reach> earlier(ConfigMap configMap) {
        String text = Carrier.annotations(configMap).getOrDefault(EARLIER_ANNOTATION, "");
        return EARLIER.matcher(text).matches()
                ? Stream.of(text.split(",", -1)).map(StagedCarrier::reach).toList()
                : List.of();
    }

    private static Stage.Reach reach(String text) {
        String[] parts = text.split("@", -1);
        return new Stage.Reach(Long.parseUnsignedLong(parts[0], HEXADECIMAL), Long.parseLong(parts[1]));
    }

    private static String text(List<Stage.Reach> reached) {
        return reached.stream()
                .map(reach -> hex(reach.threshold()) + "@" + reach.revision())
                .collect(Collectors.joining(","));
    }

    private static boolean isOfStage(String annotation) {
        return ANNOTATIONS.contains(annotation)
                || annotation.equals(BEFORE_ANNOTATION)
                || annotation.equals(EARLIER_ANNOTATION);
    }

    private static String hex(long threshold) {
        return "%016x".formatted(threshold);
    }

    private static boolean isOfNext(String annotation) {
        return annotation.startsWith(DIGEST_ANNOTATION_PREFIX + NEXT);
    }

    private static boolean isOfOneRendition(String annotation) {
        return annotation.startsWith(DIGEST_ANNOTATION_PREFIX) || OF_NEXT.containsValue(annotation);
    }

    private static ConfigMap with(ConfigMap configMap, Map<String, String> data, Map<String, String> annotations) {
        return new ConfigMapBuilder(configMap)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .withData(data)
                .build();
    }

    private static MalformedRenditionException malformed(ConfigMap configMap, String what) {
        return new MalformedRenditionException(configMap.getMetadata().getName() + ": annotation " + what);
    }
}
