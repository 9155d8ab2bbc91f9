package dev.portcullis.api;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The common part of the status of everything that is rendered to files. */
public interface RenditionStatus {

    /** The most SyscallBlocks that a status names. */
    int MAX_BLOCKS = 64;

    /** The generation of the spec that the status is about; null before the first. */
    @Nullable
    Long observedGeneration();

    /** Digest of the seccomp document that nodes have or should have, in lower-case hexadecimal; null for none. */
    @Nullable
    String sha256();

    /** The same for architectures with a document of their own; null for none. */
    @Nullable
    List<VariantDigest> variants();

    /** The resourceVersion of the ConfigMap with which the seccomp documents came as they are; null for none. */
    @Nullable
    Long revision();

    /** The number of pods that may run under earlier documents; null when that is not counted. */
    @Nullable
    Integer stalePods();

    /** The number of nodes that have the rendered files; null before the first. */
    @Nullable
    NodeCounts nodes();

    /** The first nodes that could not write the files, by name; null for none. */
    @Nullable
    List<NodeFailure> failures();

    /** The last change that went out by stages; null when none did. */
    @Nullable
    RolloutStatus rollout();

    /** Findings that were accepted but are probably mistakes; null for none. */
    @Nullable
    List<String> warnings();

    /** The SyscallBlocks that changed the documents, by name; null for none. */
    @Nullable
    List<String> blocks();

    /** The conditions; null before the first. */
    @Nullable
    List<Condition> conditions();

    /** Returns whether nodes may have files of the object. */
    default boolean wasDelivered() {
        return sha256() != null;
    }

    /** The condition of this type, if there is one. */
    default Optional<Condition> condition(String type) {
        List<Condition> conditions = conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    /** Returns whether the condition of this type is there and holds. */
    default boolean holds(String type) {
        return condition(type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    /**
     * A condition for the status that follows this one: its transition time stays while its status does.
     *
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param generation the generation that it is about
     * @param now the transition time of one that changes
     */
    default Condition next(String type, String status, long generation, Instant now, String reason, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withObservedGeneration(generation)
                .withLastTransitionTime(condition(type)
                        .filter(c -> status.equals(c.getStatus()))
                        .map(Condition::getLastTransitionTime)
                        .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString()))
                .withReason(reason)
                .withMessage(message)
                .build();
    }
}
