package dev.portcullis.api;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the status of everything that is rendered to files has in common. */
public interface RenditionStatus {

    /** The generation of the spec that the status speaks of; null before the first. */
    @Nullable
    Long observedGeneration();

    /** Digest of the seccomp document that nodes have or are to have, in lower-case hexadecimal; null when there is none. */
    @Nullable
    String sha256();

    /** The same for architectures that have a document of their own; null for none. */
    @Nullable
    List<VariantDigest> variants();

    /** On how many nodes the rendered files are; null before the first. */
    @Nullable
    NodeCounts nodes();

    /** What was let through but deserves a look; null for nothing. */
    @Nullable
    List<String> warnings();

    /** The conditions; null before the first. */
    @Nullable
    List<Condition> conditions();

    /** Whether nodes may have files of the object. */
    default boolean wasDelivered() {
        return sha256() != null;
    }

    /** The condition of this type, when it is there. */
    default Optional<Condition> condition(String type) {
        List<Condition> conditions = conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }
}
