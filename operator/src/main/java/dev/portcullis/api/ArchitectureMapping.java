package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The coverage of a filter on nodes of one architecture (moby/profiles, seccomp/seccomp.go, {@code Architecture}).
 *
 * @param architecture the node's
 * @param subArchitectures the other architectures that its kernel runs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArchitectureMapping(
        @Required @JsonPropertyDescription("The node's architecture.")
        String architecture,

        @JsonAlias("subarchitectures")
        @Size(max = 32)
        @JsonPropertyDescription("The architectures that a filter on such a node covers beside it.")
        @Nullable
        List<String> subArchitectures) {}
