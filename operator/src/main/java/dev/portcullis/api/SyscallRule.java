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
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule: the action on the named syscalls when their arguments match {@code args}.
 *
 * @param names syscall names as in syscalls(2)
 * @param name a single one, as Docker wrote it before 1.12
 * @param action the action on them
 * @param errnoRet the errno that {@code SCMP_ACT_ERRNO} or {@code SCMP_ACT_TRACE} returns
 * @param errno the same by name, for example {@code EPERM}
 * @param args conditions on the arguments, all of which must hold
 * @param comment for readers
 * @param includes the conditions that must hold for the rule to be in the filter
 * @param excludes the conditions that keep the rule out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.name) || self.name == '' || !has(self.names) || size(self.names) == 0",
        fieldPath = ".name",
        message = "name is the old form of names: use one of the two")
public record SyscallRule(
        @Size(max = 1024)
        @JsonPropertyDescription("Names of syscalls, as in syscalls(2). The runtime skips names that it does not know.")
        @JsonDeserialize(contentConverter = Interned.class)
        @Nullable
        List<String> names,

        @Size(max = 64)
        @JsonPropertyDescription(
                "The name of one syscall, in the form that Docker wrote before 1.12: instead of names.")
        @Nullable
        String name,

        @Required @JsonPropertyDescription("What happens to these syscalls.")
        String action,

        @Min(0)
        @Max(4094)
        @JsonPropertyDescription(
                "The errno that SCMP_ACT_ERRNO (or SCMP_ACT_TRACE) returns, by number: 1 is EPERM, 38 is"
                        + " ENOSYS. Absent means that the runtime chooses, which is EPERM.")
        @Nullable
        Integer errnoRet,

        @Size(max = 32) @JsonPropertyDescription("The same by name, for example EPERM; goes before errnoRet.") @Nullable
        String errno,

        @Size(max = 32)
        @JsonPropertyDescription(
                "Conditions on the syscall's arguments. The rule applies when all of them hold, but when any of"
                        + " them does where two are about the same argument (so runc and crun read it); without any it always applies. The kernel compares plain 64-bit numbers: what a pointer points to cannot be seen.")
        @Nullable
        List<ArgumentCondition> args,

        @Size(max = 4096) @JsonPropertyDescription("For readers; does not reach the nodes.") @Nullable
        String comment,

        @JsonPropertyDescription("The rule is only in the filter where all of this holds.") @Nullable
        RuleFilter includes,

        @JsonPropertyDescription("The rule is not in the filter where any of this holds.") @Nullable
        RuleFilter excludes) {

    /** Keeps one String for each name: there are a few hundred syscalls, and a thousand profiles name them all. */
    static final class Interned extends StdConverter<String, String> {
        @Override
        public String convert(String name) {
            return name.intern();
        }
    }
}
