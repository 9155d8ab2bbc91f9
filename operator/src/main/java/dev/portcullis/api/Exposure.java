package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is still exposed to what a block denies.
 *
 * @param count the number of containers
 * @param first the first of them, by namespace, pod and container; null for none
 * @param exemptNamespaces where only containers with a file of ours are counted, sorted; null for nowhere
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Exposure(
        @JsonPropertyDescription("How many running containers the block does not reach.")
        int count,

        @Size(max = Exposure.MOST_NAMED)
        @JsonPropertyDescription("The first of them; `portcullis exposed` names all.")
        @Nullable
        List<ExposedContainer> first,

        @JsonPropertyDescription("Namespaces where only containers that name a rendered file are counted.") @Nullable
        List<String> exemptNamespaces) {

    /** The most containers that status names. */
    public static final int MOST_NAMED = 20;

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public Exposure {
        first = first == null || first.isEmpty() ? null : List.copyOf(first);
        exemptNamespaces =
                exemptNamespaces == null || exemptNamespaces.isEmpty() ? null : List.copyOf(exemptNamespaces);
    }
}
