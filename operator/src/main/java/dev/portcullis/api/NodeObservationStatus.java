package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node's observer saw for one ProfileObservation since the observation began, restarts of the observer included.
 * Bounded: it grows neither with pods nor with time.
 *
 * @param node the node's name
 * @param architecture the node's architecture, as Go names it ({@code amd64}); null where it is not known
 * @param kernelVersion the running kernel's release, as {@code uname -r} prints it
 * @param observerVersion the observer's version
 * @param firstSeen when the first container came, RFC 3339 in UTC; null before
 * @param lastSeen when the last call came, RFC 3339 in UTC; null before
 * @param pods how many pods were observed
 * @param containers how many containers were observed; one that restarts is another
 * @param calls how many calls were told
 * @param lost how many calls were not counted, or an estimate from below; 0 is the promise
 * @param lostReason why; null when none were lost
 * @param syscalls the calls, once for each syscall, architecture and origin; null for none
 * @param denials the latest {@value ObservedDenial#MOST_TOLD} denials; null for none
 * @param images the images of the containers as the runtime names them, at most {@value #MOST_IMAGES}; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeObservationStatus(
        @Required @Size(max = 253) @JsonPropertyDescription("The node's name.")
        String node,

        @Size(max = 32)
        @JsonPropertyDescription("The node's architecture, as in the label kubernetes.io/arch.")
        @Nullable
        String architecture,

        @Size(max = NodeSync.MAX_FACT)
        @JsonPropertyDescription("The running kernel's release, as uname -r prints it.")
        @Nullable
        String kernelVersion,

        @Size(max = NodeSync.MAX_FACT) @JsonPropertyDescription("The observer's version.") @Nullable
        String observerVersion,

        @JsonPropertyDescription("When the first container came.") @Nullable
        String firstSeen,

        @JsonPropertyDescription("When the last call came.") @Nullable
        String lastSeen,

        @Required @JsonPropertyDescription("How many pods were observed.")
        int pods,

        @Required @JsonPropertyDescription("How many containers were observed.")
        int containers,

        @Required @JsonPropertyDescription("How many calls were told.")
        long calls,

        @Required @JsonPropertyDescription("How many calls were not counted. It must be 0.")
        long lost,

        @Size(max = 1024) @JsonPropertyDescription("Why calls were lost.") @Nullable
        String lostReason,

        @Size(max = NodeObservationStatus.MOST_SYSCALLS)
        @JsonPropertyDescription("The calls, once for each syscall, architecture and origin.")
        @Nullable
        List<ObservedSyscall> syscalls,

        @Size(max = ObservedDenial.MOST_TOLD) @JsonPropertyDescription("The latest denials.") @Nullable
        List<ObservedDenial> denials,

        @Size(max = NodeObservationStatus.MOST_IMAGES)
        @JsonPropertyDescription("The images of the containers, as the runtime names them.")
        @Nullable
        List<String> images) {

    /** More calls than the tables have, for every architecture of one node and every origin. */
    public static final int MOST_SYSCALLS = 4096;

    /** At most this many images are told. */
    public static final int MOST_IMAGES = 32;

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public NodeObservationStatus {
        syscalls = syscalls == null || syscalls.isEmpty() ? null : List.copyOf(syscalls);
        denials = denials == null || denials.isEmpty() ? null : List.copyOf(denials);
        images = images == null || images.isEmpty() ? null : List.copyOf(images);
    }
}
