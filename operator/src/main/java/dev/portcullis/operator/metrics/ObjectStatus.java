package dev.portcullis.operator.metrics;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.rendition.Kind;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as it is counted.
 *
 * @param kind its kind
 * @param name its name
 * @param status what its status says; null before the first
 */
public record ObjectStatus(Kind kind, String name, @Nullable RenditionStatus status) {

    /** The condition of this type, if there is one. */
    Optional<Condition> condition(String type) {
        return status == null ? Optional.empty() : status.condition(type);
    }

    /** All conditions, never null. */
    List<Condition> conditions() {
        return status == null ? List.of() : Objects.requireNonNullElse(status.conditions(), List.of());
    }

    /** Returns whether every available node has its files. */
    boolean isReady() {
        return status != null && status.holds(ObjectCensus.READY);
    }
}
