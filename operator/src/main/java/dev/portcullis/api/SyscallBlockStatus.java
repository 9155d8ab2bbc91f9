package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a block has changed, and whom it does not reach. Written by the operator alone.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param documents how many documents it changed, variants counted
 * @param objects how many profiles and policies these belong to
 * @param nodes on how many nodes all of them are
 * @param exposed the containers that it does not reach
 * @param costs what it denies beside what it names, and what it cannot see, in words
 * @param warnings what was accepted but is probably a mistake
 * @param conditions {@code Ready} and {@code Expired}
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
                        + " ended by itself, and changes nothing any more.")
        @Nullable
        List<Condition> conditions) {

    /** The status of an object that the operator has not seen yet. */
    public static final SyscallBlockStatus EMPTY =
            new SyscallBlockStatus(null, null, null, null, null, null, null, null);

    /** The condition of this type, if there is one. */
    public Optional<Condition> condition(String type) {
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }
}
