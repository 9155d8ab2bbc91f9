package dev.portcullis.operator.reconciliation;

import dev.portcullis.operator.rollout.Progress;

/**
 * How an object's rendition stands.
 *
 * @param carried what is being carried to the nodes
 * @param revision of the ConfigMap that carries it; 0 when there is none
 * @param progress how far it has come
 */
public record Delivery(CarriedDigests carried, long revision, Progress progress) {

    /** Whether anything is being carried. */
    boolean underWay() {
        return revision > 0;
    }
}
