package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A file of an agent, as one revision of its rendition asks for it.
 *
 * @param file its path below the agent's directory
 * @param revision the resourceVersion of the ConfigMap that carries it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FileRevision(
        @Required @Size(max = 255) @JsonPropertyDescription("Path of the file below the agent's directory.")
        String file,

        @Required @JsonPropertyDescription("The resourceVersion of the ConfigMap that carries it.")
        long revision) {}
