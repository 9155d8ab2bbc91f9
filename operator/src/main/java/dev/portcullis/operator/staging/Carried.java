package dev.portcullis.operator.staging;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.MalformedRenditionException;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Stage;
import dev.portcullis.rendition.StagedCarrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an object's ConfigMap brings to the nodes, by what it promises.
 *
 * @param stable the promises about the documents of every node, or of those that a change has not reached
 * @param next the promises about the documents of the others; null without a rollout
 * @param stage how far the change has been let; null without a rollout
 * @param nodes the nodes that get them, which are never staged
 * @param revision the ConfigMap's
 * @param origin identifies the specs that the newest documents are made from; empty when it is not known
 * @param generation the newest generation that is carried
 * @param intact whether it holds what it promises, and is the object's own
 */
public record Carried(
        SortedMap<String, String> stable,
        @Nullable SortedMap<String, String> next,
        @Nullable Stage stage,
        NodeSelector nodes,
        long revision,
        String origin,
        long generation,
        boolean intact) {

    /** The annotation that identifies the specs behind the newest documents of a ConfigMap. */
    public static final String ORIGIN_ANNOTATION = "portcullis.dev/rollout-origin";

    /** Reads a ConfigMap; one without a readable stage is not intact. */
    public static Carried of(ConfigMap carrier, boolean intact) {
        try {
            return StagedCarrier.stage(carrier)
                    .map(stage -> staged(carrier, stage, intact))
                    .orElseGet(() -> new Carried(
                            documents(Carrier.promises(carrier)),
                            null,
                            null,
                            Carrier.promisedNodes(carrier),
                            Carrier.revision(carrier),
                            origin(carrier),
                            Carrier.generation(carrier),
                            intact));
        } catch (MalformedRenditionException e) {
            return new Carried(
                    new TreeMap<>(),
                    null,
                    null,
                    Carrier.promisedNodes(carrier),
                    Carrier.revision(carrier),
                    origin(carrier),
                    Carrier.generation(carrier),
                    false);
        }
    }

    private static Carried staged(ConfigMap carrier, Stage stage, boolean intact) {
        ConfigMap next = StagedCarrier.next(carrier);
        return new Carried(
                documents(Carrier.promises(StagedCarrier.stable(carrier))),
                documents(Carrier.promises(next)),
                stage,
                Carrier.promisedNodes(carrier),
                Carrier.revision(carrier),
                origin(carrier),
                Math.max(Carrier.generation(carrier), Carrier.generation(next)),
                intact);
    }

    /** The promises about documents alone. */
    static SortedMap<String, String> documents(SortedMap<String, String> promises) {
        SortedMap<String, String> documents = new TreeMap<>(promises);
        documents.remove(Carrier.NODE_SELECTOR_ANNOTATION);
        return documents;
    }

    /** The nodes that promises are about. */
    public static NodeSelector nodes(SortedMap<String, String> promises) {
        String selector = promises.get(Carrier.NODE_SELECTOR_ANNOTATION);
        return selector == null ? NodeSelector.EVERY : NodeSelector.ofJson(selector);
    }

    private static String origin(ConfigMap carrier) {
        return Carrier.annotations(carrier).getOrDefault(ORIGIN_ANNOTATION, "");
    }
}
