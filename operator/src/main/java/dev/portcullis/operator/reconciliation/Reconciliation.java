package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.operator.deletion.Release;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.staging.Turn;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reconciliation of one object: the result for its spec, the content of its ConfigMap, and the rollout.
 *
 * @param object the object
 * @param before its status so far, or the empty one
 * @param rendering the result of rendering the spec; null while the object waits for its turn
 * @param carried the digests in the ConfigMap; of the next documents while a change goes out by stages
 * @param seccompEverywhere whether every node is to have a seccomp document
 * @param revision of the ConfigMap; 0 when there is none
 * @param documents the revision with which the seccomp documents came as they are; null when there are none
 * @param stalePods how many pods may run under earlier ones; null when that is not counted
 * @param progress the nodes that have the rendition carried
 * @param turn the decision about a change that goes out by stages
 * @param holding the reason why a deleted object stays; null for one that was not deleted
 * @param now the time to write into conditions
 */
public record Reconciliation<P extends CustomResource<?, S>, S extends RenditionStatus>(
        P object,
        S before,
        @Nullable RenderResult rendering,
        CarriedDigests carried,
        boolean seccompEverywhere,
        long revision,
        @Nullable Long documents,
        @Nullable Integer stalePods,
        Progress progress,
        Turn turn,
        Release.@Nullable Holding holding,
        Instant now) {

    /** The object's name. */
    public String name() {
        return object.getMetadata().getName();
    }

    /** The generation of the spec. */
    public long generation() {
        return object.getMetadata().getGeneration();
    }

    /** Returns whether there is a result to publish. */
    public boolean isRendered() {
        return rendering != null;
    }

    /** The result; only once {@link #isRendered}. */
    public RenderResult result() {
        return Objects.requireNonNull(rendering);
    }

    /** Returns whether a ConfigMap carries a rendition. */
    public boolean underWay() {
        return revision > 0;
    }

    /** The part of the status that both kinds have. */
    public StatusFold fold() {
        return StatusFold.of(this);
    }

    /** The conditions to write. */
    public StatusConditions conditions() {
        return new StatusConditions(before, generation(), now);
    }
}
