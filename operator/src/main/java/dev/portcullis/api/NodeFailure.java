package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * The reason why one node does not have a document.
 *
 * @param node the node's name
 * @param reason a word in CamelCase, as in {@link FileFailure#reason()}
 * @param message what happened, for a person
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeFailure(
        @Required @JsonPropertyDescription("The node's name.")
        String node,

        @Required @JsonPropertyDescription("Why, as one CamelCase word.")
        String reason,

        @JsonPropertyDescription("What happened, for a person.")
        String message) {}
