package dev.portcullis.rendition;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * A change on its way to the nodes by stages.
 *
 * @param stable the documents before it, for the nodes that it has not reached
 * @param next the documents after it
 * @param stage how far it has been let
 */
public record StagedRendition(Rendition stable, Rendition next, Stage stage) {

    /** The most that the API server takes as the data of a ConfigMap (MaxSecretSize in pkg/apis/core). */
    public static final long MAX_BYTES = 1 << 20;

    /** Refuses renditions of two objects. */
    public StagedRendition {
        if (stable.kind() != next.kind() || !stable.name().equals(next.name())) {
            throw new IllegalArgumentException("both renditions must be of one object");
        }
    }

    /** The bytes of all documents. */
    public long bytes() {
        return Stream.of(stable, next)
                .flatMap(rendition -> rendition.documents().values().stream())
                .mapToLong(document -> document.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
