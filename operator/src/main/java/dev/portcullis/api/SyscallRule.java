package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule: what happens to the named syscalls, when their arguments are as {@code args} says.
 *
 * @param names syscall names as in syscalls(2)
 * @param action what happens to them
 * @param errnoRet the errno that {@code SCMP_ACT_ERRNO} or {@code SCMP_ACT_TRACE} returns
 * @param args conditions on the arguments, all of which must hold
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyscallRule(
        @Required
        @Size(min = 1, max = 1024)
        @JsonPropertyDescription("Names of syscalls, as in syscalls(2). The runtime skips names that it does not know.")
        @JsonDeserialize(contentConverter = Interned.class)
        List<String> names,

        @Required @JsonPropertyDescription("What happens to these syscalls.")
        String action,

        @Min(0)
        @Max(4095)
        @JsonPropertyDescription(
                "The errno that SCMP_ACT_ERRNO (or SCMP_ACT_TRACE) returns, by number: 1 is EPERM, 38 is"
                        + " ENOSYS. Absent means that the runtime chooses, which is EPERM.")
        @Nullable
        Integer errnoRet,

        @Size(max = 32)
        @JsonPropertyDescription(
                "Conditions on the syscall's arguments. The rule applies when all of them hold; without any"
                        + " it always applies. The kernel compares plain 64-bit numbers: what a pointer points to cannot be seen.")
        @Nullable
        List<ArgumentCondition> args) {

    /** There are a few hundred syscalls, and a thousand profiles name them all: one String each is enough. */
    static final class Interned extends StdConverter<String, String> {
        @Override
        public String convert(String name) {
            return name.intern();
        }
    }
}
