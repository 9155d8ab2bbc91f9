package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A running container that a block does not reach.
 *
 * @param namespace the pod's namespace
 * @param pod the pod
 * @param container the container's name
 * @param node where it runs
 * @param why in words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExposedContainer(
        @Required @Size(max = 63) String namespace,
        @Required @Size(max = 253) String pod,
        @Required @Size(max = 63) String container,
        @Required @Size(max = 253) String node,
        @Required @Size(max = 256) String why) {}
