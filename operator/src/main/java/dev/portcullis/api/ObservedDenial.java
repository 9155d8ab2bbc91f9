package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that the observed profile denies, or with {@code response: Allow} would deny. Equal calls of one container are one
 * denial.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param container the container's name
 * @param image the container's image as the runtime names it; null where it does not
 * @param exec whether the caller came into the container by an exec; null for no
 * @param syscall the syscall, by name, or by number where the tables have none
 * @param architecture whose numbers it was called by, as libseccomp names it
 * @param arguments the last call's six arguments; null when they are not told
 * @param errno the errno that the profile gives, by name, or by number where Linux has none
 * @param count how many calls
 * @param firstSeen when the first came, RFC 3339 in UTC
 * @param lastSeen when the last came, RFC 3339 in UTC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ObservedDenial(
        @Required @Size(max = 63) @JsonPropertyDescription("The pod's namespace.")
        String namespace,

        @Required @Size(max = 253) @JsonPropertyDescription("The pod's name.")
        String pod,

        @Required @Size(max = 63) @JsonPropertyDescription("The container's name.")
        String container,

        @Size(max = 512) @JsonPropertyDescription("The container's image as the runtime names it.") @Nullable
        String image,

        @JsonPropertyDescription("Whether the caller came into the container by an exec.") @Nullable
        Boolean exec,

        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("The name of the syscall, or its number.")
        String syscall,

        @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription("Whose numbers it was called by, for example SCMP_ARCH_X86_64.")
        String architecture,

        @Size(max = 6) @JsonPropertyDescription("The arguments of the last such call.") @Nullable
        List<Uint64> arguments,

        @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription("The errno that the profile gives, for example EPERM.")
        String errno,

        @Required @JsonPropertyDescription("How many such calls.")
        long count,

        @JsonPropertyDescription("When the first came.") @Nullable
        String firstSeen,

        @JsonPropertyDescription("When the last came.") @Nullable
        String lastSeen) {

    /** At most this many are told, the latest. */
    public static final int MOST_TOLD = 64;

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public ObservedDenial {
        arguments = arguments == null || arguments.isEmpty() ? null : List.copyOf(arguments);
    }
}
