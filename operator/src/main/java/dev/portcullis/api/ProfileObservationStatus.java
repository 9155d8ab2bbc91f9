package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was observed on all nodes, and where the file is. Written by the operator alone.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param localhostProfile what observed pods name; null before the first rendering
 * @param sha256 digest of the document for nodes without a variant; null for none
 * @param variants the same for architectures with a document of their own; null for none
 * @param minKernel the oldest kernel that the documents are for; null for any
 * @param nodes on how many nodes the file is
 * @param observers how many observers are ready
 * @param availableSince since when pods are sent to the file; null when they are not
 * @param waitingSince since when nodes are waited for; null when every available node has had the file
 * @param startedAt when the observation began, RFC 3339 in UTC; null before
 * @param endedAt when it ended, RFC 3339 in UTC; null while it lasts
 * @param pods how many pods were observed
 * @param containers how many containers were observed
 * @param calls how many calls were told
 * @param lost how many calls were not counted
 * @param syscalls the calls, once for each syscall, architecture and origin; null for none
 * @param denials the latest {@value ObservedDenial#MOST_TOLD} denials; null for none
 * @param suggestion digest of the profile that {@code portcullis observe NAME --profile} prints, in lower-case hexadecimal
 * @param capabilities hints at capabilities that the programs need, by name; null for none
 * @param images the images of the containers, at most {@value NodeObservationStatus#MOST_IMAGES}; null for none
 * @param warnings what was accepted but is probably a mistake; null for none
 * @param conditions {@code Ready}, {@code Observing}, {@code Lossless}, and {@code InUse} while pods keep a deleted object
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProfileObservationStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @Size(max = 300) @JsonPropertyDescription("The localhostProfile of observed pods.") @Nullable
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

        @JsonPropertyDescription("On how many nodes the file is.") @Nullable
        NodeCounts nodes,

        @JsonPropertyDescription("How many observers are ready.") @Nullable
        Integer observers,

        @JsonPropertyDescription("Since when pods are sent to the file.") @Nullable
        String availableSince,

        @JsonPropertyDescription("Since when nodes without the file are waited for.") @Nullable
        String waitingSince,

        @JsonPropertyDescription("When the observation began: the file is on the nodes, and an observer is ready.")
        @Nullable
        String startedAt,

        @JsonPropertyDescription("When it ended: no pod is filled in any more.") @Nullable
        String endedAt,

        @JsonPropertyDescription("How many pods were observed.") @Nullable
        Integer pods,

        @JsonPropertyDescription("How many containers were observed; one that restarts is another.") @Nullable
        Integer containers,

        @JsonPropertyDescription("How many calls were told.") @Nullable
        Long calls,

        @JsonPropertyDescription("How many calls were not counted. It must be 0.") @Nullable
        Long lost,

        @Size(max = NodeObservationStatus.MOST_SYSCALLS)
        @JsonPropertyDescription("The calls, once for each syscall, architecture and origin.")
        @Nullable
        List<ObservedSyscall> syscalls,

        @Size(max = ObservedDenial.MOST_TOLD) @JsonPropertyDescription("The latest denials.") @Nullable
        List<ObservedDenial> denials,

        @Size(max = 64)
        @JsonPropertyDescription("Digest of the profile that `portcullis observe NAME --profile` prints.")
        @Nullable
        String suggestion,

        @Size(max = 64)
        @JsonPropertyDescription("Hints at capabilities that the programs need, from calls that ask for them.")
        @Nullable
        List<String> capabilities,

        @Size(max = NodeObservationStatus.MOST_IMAGES)
        @JsonPropertyDescription("The images of the containers.")
        @Nullable
        List<String> images,

        @Size(max = 32) @JsonPropertyDescription("What was let through but deserves a look.") @Nullable
        List<String> warnings,

        @Size(max = 8)
        @JsonPropertyDescription(
                "Ready: the file is on every node that is available. Observing: pods are observed, or the"
                        + " reason why not. Lossless: every call was counted. InUse: deleted, but pods still use the file.")
        @Nullable
        List<Condition> conditions)
        implements RenditionStatus {

    /** The status of an object that the operator has not seen yet. */
    public static final ProfileObservationStatus EMPTY = new ProfileObservationStatus(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null, null);

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public ProfileObservationStatus {
        variants = orNull(variants);
        syscalls = orNull(syscalls);
        denials = orNull(denials);
        capabilities = orNull(capabilities);
        images = orNull(images);
        warnings = orNull(warnings);
    }

    /** Observations are rendered anew whenever their profile is, and no pod is told to start again for that. */
    @Override
    public @Nullable Long revision() {
        return null;
    }

    @Override
    public @Nullable Integer stalePods() {
        return null;
    }

    /** The message of {@code Ready} tells of them. */
    @Override
    public @Nullable List<NodeFailure> failures() {
        return null;
    }

    /** Observations are never staged. */
    @Override
    public @Nullable RolloutStatus rollout() {
        return null;
    }

    /** What a block denies stays denied; the observed profile tells of it. */
    @Override
    public @Nullable List<String> blocks() {
        return null;
    }

    private static <T> @Nullable List<T> orNull(@Nullable List<T> list) {
        return list == null || list.isEmpty() ? null : List.copyOf(list);
    }
}
