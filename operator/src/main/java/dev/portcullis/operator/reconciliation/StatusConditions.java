package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.operator.deletion.Release;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes conditions that keep their last transition time while they do not change.
 *
 * @param before the last status
 * @param generation the generation that they are about
 * @param now the transition time of conditions that change
 */
public record StatusConditions(RenditionStatus before, long generation, Instant now) {

    static final String RENDERED = "Rendered";
    static final String READY = "Ready";
    static final String STALLED = "Stalled";
    static final String IN_USE = "InUse";
    static final String KEPT = "KeptOnNodes";

    public Condition holds(String type, boolean holds, String reason, String message) {
        return of(type, holds ? "True" : "False", reason, message);
    }

    /** Why a deleted object stays; empty when it was not deleted. */
    public Optional<Condition> inUse(Release.@Nullable Holding holding) {
        return Optional.ofNullable(holding)
                .map(one -> one.known()
                        ? holds(IN_USE, true, one.reason(), one.message())
                        : unknown(IN_USE, one.reason(), one.message()));
    }

    private Condition unknown(String type, String reason, String message) {
        return of(type, "Unknown", reason, message);
    }

    private Condition of(String type, String status, String reason, String message) {
        return before.next(type, status, generation, now, reason, message);
    }
}
