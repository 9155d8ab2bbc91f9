package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * The last change that went out by stages.
 *
 * @param phase a word in CamelCase
 * @param generation the generation of the spec whose documents it brings
 * @param id identifies these documents
 * @param step the step under way, from 1; null when none has begun
 * @param steps the number of steps, the last one to every node
 * @param nodes the number of nodes that are to have them after this step
 * @param updated the number of nodes that have them
 * @param since when this phase of this step began, RFC 3339 in UTC
 * @param approval the value of the annotation {@code portcullis.dev/approve} that lets it go on; null when it waits for none
 * @param message for a person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutStatus(
        @Required
        @JsonPropertyDescription(
                "Rolling: nodes are writing. NodesMissing: too few nodes are available. Stopped: a node"
                        + " could not write. Unhealthy: a gate said no. Paused: it waits for its time. AwaitsApproval: it"
                        + " waits for the annotation portcullis.dev/approve. Aborted: the old files are back. NotStaged: the change can't be staged, and the old files stay."
                        + " Completing: every node may have it. Completed: every available node has it.")
        String phase,

        @JsonPropertyDescription("The generation of the spec whose files go out.")
        long generation,

        @JsonPropertyDescription("Identifies the files that go out.")
        String id,

        @JsonPropertyDescription("The step under way, from 1.") @Nullable
        Integer step,

        @JsonPropertyDescription("How many steps there are; the last one brings the change to every node.")
        int steps,

        @JsonPropertyDescription("How many nodes are to have the change after this step.") @Nullable
        Integer nodes,

        @JsonPropertyDescription("How many nodes have it.") @Nullable
        Integer updated,

        @JsonPropertyDescription("Since when it is in this phase of this step.") @Nullable
        String since,

        @JsonPropertyDescription("What portcullis.dev/approve has to say for the rollout to go on.") @Nullable
        String approval,

        @JsonPropertyDescription("What it does or waits for.") @Nullable
        String message) {}
