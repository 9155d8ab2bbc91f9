package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A syscall that was seen; once for each architecture and origin.
 *
 * @param syscall its name, as in syscalls(2), or its number where the tables have none
 * @param architecture whose numbers it was called by, as libseccomp names it ({@code SCMP_ARCH_X86_64})
 * @param origin {@code Runtime} before the container's own program was executed, {@code Program} from then on, {@code
 *     Unknown} where the profile lets that moment pass unseen
 * @param count how many calls
 * @param firstSeen when the first came, RFC 3339 in UTC
 * @param lastSeen when the last came, RFC 3339 in UTC
 * @param arguments the values of the arguments that are told apart, by index and value; null for none
 * @param moreArguments how many calls had a value beyond the {@value #MAX_ARGUMENTS} that are told apart; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ObservedSyscall(
        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("The name of the syscall, or its number.")
        String syscall,

        @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription("Whose numbers it was called by, for example SCMP_ARCH_X86_64.")
        String architecture,

        @Required
        @JsonPropertyDescription(
                "Runtime: before the container's own program was executed. Program: from then on. Unknown:"
                        + " the observed profile allows execve, so that the moment passed unseen.")
        String origin,

        @Required @JsonPropertyDescription("How many calls.")
        long count,

        @JsonPropertyDescription("When the first came.") @Nullable
        String firstSeen,

        @JsonPropertyDescription("When the last came.") @Nullable
        String lastSeen,

        @Size(max = 6 * ObservedSyscall.MAX_ARGUMENTS)
        @JsonPropertyDescription("The values of the arguments that are told apart.")
        @Nullable
        List<ObservedValue> arguments,

        @JsonPropertyDescription(
                "How many calls had a value beyond the " + ObservedSyscall.MAX_ARGUMENTS + " that are told apart.")
        @Nullable
        Long moreArguments) {

    /** At most this many values of one argument are told apart. */
    public static final int MAX_ARGUMENTS = 64;

    /** The origin before the container's own program was executed. */
    public static final String RUNTIME = "Runtime";

    /** The origin from the container's own program on. */
    public static final String PROGRAM = "Program";

    /** The origin where the moment between the two passes unseen. */
    public static final String UNKNOWN = "Unknown";

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public ObservedSyscall {
        arguments = arguments == null || arguments.isEmpty() ? null : List.copyOf(arguments);
    }
}
