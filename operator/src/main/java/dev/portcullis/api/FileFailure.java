package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A file that an agent could not bring to the state that was asked for.
 *
 * @param file path below {@code <seccomp root>/portcullis}
 * @param reason a word in CamelCase
 * @param message what happened, for a person
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FileFailure(
        @Required @Size(max = 255) @JsonPropertyDescription("Path of the file below the agent's directory.")
        String file,

        @Required @Size(max = 64) @JsonPropertyDescription("Why, as one CamelCase word.")
        String reason,

        @Size(max = 1024) @JsonPropertyDescription("What happened, for a person.")
        String message) {}
