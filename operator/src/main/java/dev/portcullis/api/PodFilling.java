package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file with which a SyscallBlock fills pods in that name no file of ours.
 *
 * @param localhostProfile what filled pods name
 * @param sha256 digest of the document for nodes without a variant; null while there is none
 * @param variants the same for architectures with a document of their own; null for none
 * @param minKernel the oldest kernel that the documents are for; null for any
 * @param availableSince since when pods are sent to it; null when they are not
 * @param waitingSince since when nodes are waited for; null when every available node has had it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodFilling(
        @Size(max = 300) @JsonPropertyDescription("The localhostProfile that filled pods get.")
        String localhostProfile,

        @Size(max = 64)
        @JsonPropertyDescription("Digest of the seccomp document for nodes whose architecture has none of its own.")
        @Nullable
        String sha256,

        @Size(max = 32)
        @JsonPropertyDescription("Digests of the documents for architectures with one of their own.")
        @Nullable
        List<VariantDigest> variants,

        @Size(max = 32) @JsonPropertyDescription("The oldest kernel that the documents are for.") @Nullable
        String minKernel,

        @JsonPropertyDescription("Since when pods are sent to the file. They are once every available node has it.")
        @Nullable
        String availableSince,

        @JsonPropertyDescription("Since when nodes without the file are waited for.") @Nullable
        String waitingSince) {

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public PodFilling {
        variants = variants == null || variants.isEmpty() ? null : List.copyOf(variants);
    }
}
