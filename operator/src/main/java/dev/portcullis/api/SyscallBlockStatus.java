package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a block has changed, and whom it does not reach. Written by the operator alone.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param documents how many documents it changed, variants counted
 * @param objects how many profiles and policies these belong to
 * @param nodes on how many nodes all of them are
 * @param filling the file for pods that name none; null before the block was for all pods
 * @param exposed the containers that it does not reach
 * @param costs what it denies beside what it names, and what it cannot see, in words
 * @param warnings what was accepted but is probably a mistake
 * @param conditions {@code Ready}, {@code Expired}, with {@code pods: All} {@code Enforced}, and {@code InUse} while pods
 *     keep a deleted block
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyscallBlockStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("How many rendered documents the block changed.") @Nullable
        Integer documents,

        @JsonPropertyDescription("How many profiles and policies these documents belong to.") @Nullable
        Integer objects,

        @JsonPropertyDescription("On how many nodes all these documents are.") @Nullable
        NodeCounts nodes,

        @JsonPropertyDescription("The file for pods that name none of ours.") @Nullable
        PodFilling filling,

        @JsonPropertyDescription("The running containers that the block does not reach.") @Nullable
        Exposure exposed,

        @Size(max = 32)
        @JsonPropertyDescription("What the block denies beside what it names, and what it cannot see.")
        @Nullable
        List<String> costs,

        @Size(max = 32) @JsonPropertyDescription("What was let through but deserves a look.") @Nullable
        List<String> warnings,

        @Size(max = 8)
        @JsonPropertyDescription(
                "Ready: every document with the block is on every node that is available. Expired: the block"
                        + " ended by itself, and changes nothing any more. Enforced, with pods: All: pods that name no file of ours"
                        + " get the block's. InUse: deleted, but pods still use the block's file.")
        @Nullable
        List<Condition> conditions)
        implements RenditionStatus {

    /** The status of an object that the operator has not seen yet. */
    public static final SyscallBlockStatus EMPTY =
            new SyscallBlockStatus(null, null, null, null, null, null, null, null, null);

    /** The same with the file for pods, and more conditions. */
    public SyscallBlockStatus with(@Nullable PodFilling file, List<Condition> more) {
        List<Condition> all = Stream.concat(
                        Objects.requireNonNullElse(conditions, List.<Condition>of()).stream(), more.stream())
                .toList();
        return new SyscallBlockStatus(
                observedGeneration, documents, objects, nodes, file, exposed, costs, warnings, all);
    }

    @Override
    public @Nullable String sha256() {
        return filling == null ? null : filling.sha256();
    }

    @Override
    public @Nullable List<VariantDigest> variants() {
        return filling == null ? null : filling.variants();
    }

    /** Who lacks a block is told by {@link #exposed}. */
    @Override
    public @Nullable Long revision() {
        return null;
    }

    @Override
    public @Nullable Integer stalePods() {
        return null;
    }

    /** The conditions of the objects that it changed tell of them. */
    @Override
    public @Nullable List<NodeFailure> failures() {
        return null;
    }

    /** Blocks are never staged. */
    @Override
    public @Nullable RolloutStatus rollout() {
        return null;
    }

    /** A block is in its own file, and that the others are too is told where they are. */
    @Override
    public @Nullable List<String> blocks() {
        return null;
    }
}
