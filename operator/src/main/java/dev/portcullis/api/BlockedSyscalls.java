package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Syscalls that are denied when their arguments match {@code args}.
 *
 * @param names syscall names as in syscalls(2)
 * @param args conditions on the arguments, all of which must hold
 * @param errnoRet the errno that the calls fail with, by number; null is EPERM
 * @param errno the same by name
 * @param comment for readers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BlockedSyscalls(
        @Required @Size(min = 1, max = 256) @JsonPropertyDescription("Names of syscalls, as in syscalls(2).")
        List<String> names,

        @Size(max = 6)
        @JsonPropertyDescription(
                "Conditions on the syscall's arguments, as in a SeccompProfile. The call is denied when all of"
                        + " them hold, and without any always. An argument of which the kernel looks at 32 bits is compared in these.")
        @Nullable
        List<ArgumentCondition> args,

        @Min(1)
        @Max(4094)
        @JsonPropertyDescription(
                "The errno that the calls fail with, by number: 1 is EPERM, 38 is ENOSYS. Absent means EPERM.")
        @Nullable
        Integer errnoRet,

        @Size(max = 32) @JsonPropertyDescription("The same by name, for example ENOSYS.") @Nullable
        String errno,

        @Size(max = 4096) @JsonPropertyDescription("For readers; does not reach the nodes.") @Nullable
        String comment) {}
