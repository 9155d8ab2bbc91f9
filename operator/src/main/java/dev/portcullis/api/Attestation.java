package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * What an agent had on disk at one moment.
 *
 * @param revision the resourceVersion up to which every rendition was on disk, or listed in {@code failures}
 * @param time the moment by the node's clock, RFC 3339 in UTC, rounded up to a second; the node's runtime tells the
 *     starts of containers by the same clock
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Attestation(
        @Required
        @JsonPropertyDescription("The resourceVersion up to which every rendered ConfigMap was on this node's disk.")
        long revision,

        @Required
        @Size(max = 32)
        @JsonPropertyDescription("When that was so, by the node's clock, as the starts of its containers are.")
        String time) {}
