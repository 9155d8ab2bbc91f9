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
        String message) {

    /** The node's kernel cannot do what the file asks for. */
    public static final String KERNEL_TOO_OLD = "KernelTooOld";

    /** The ConfigMap's document is not the one that it promises. */
    public static final String BAD_DIGEST = "BadDigest";

    /** The ConfigMap is not one that an operator wrote. */
    public static final String MALFORMED_RENDITION = "MalformedRendition";

    /** The file stays, although no ConfigMap asks for it and none releases it. */
    public static final String ORPHANED = "Orphaned";

    /** The file could not be removed. */
    public static final String REMOVE_FAILED = "RemoveFailed";
}
