package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * The document for nodes of one architecture, where it differs from that for all others.
 *
 * @param architecture as Kubernetes names it ({@code status.nodeInfo.architecture}), for example {@code arm64}
 * @param sha256 digest of that document, in lower-case hexadecimal
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VariantDigest(
        @Required @JsonPropertyDescription("The nodes' architecture as Kubernetes names it, for example arm64.")
        String architecture,

        @Required @JsonPropertyDescription("SHA-256 of the document for such nodes.")
        String sha256) {}
