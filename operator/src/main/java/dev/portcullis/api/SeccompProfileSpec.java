package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile in any dialect: the {@code linux.seccomp} object of the OCI runtime specification (config-linux.md,
 * section "Seccomp"), with what Docker (moby/profiles, seccomp/seccomp.go) and containers/common (pkg/seccomp/types.go)
 * add to it. Null, an empty text, an empty list and an empty object all mean that a member is absent.
 *
 * @param baseProfiles names of the profiles that this one is built on, in order
 * @param defaultAction what happens to a syscall that no rule matches
 * @param defaultErrnoRet the errno that a default of {@code SCMP_ACT_ERRNO} or {@code SCMP_ACT_TRACE} returns
 * @param defaultErrno the same by name, for example {@code EPERM}
 * @param architectures the architectures that the filter covers beside the node's own
 * @param archMap the same for each architecture that a node can have
 * @param flags flags of seccomp(2)
 * @param listenerPath the Unix socket that receives the descriptor of {@code SCMP_ACT_NOTIFY}
 * @param listenerMetadata opaque data that the runtime sends along to {@code listenerPath}
 * @param syscalls the rules
 * @param nodeSelector the nodes that get the file, by label; null is every node
 * @param rollout the stages by which a change reaches the nodes; ours, and null for all nodes at once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.listenerMetadata) || self.listenerMetadata == ''"
                + " || (has(self.listenerPath) && self.listenerPath != '')",
        fieldPath = ".listenerMetadata",
        message = "listenerMetadata is sent to listenerPath: set that too")
@ValidationRule(
        value = "!has(self.archMap) || size(self.archMap) == 0 || !has(self.architectures)"
                + " || size(self.architectures) == 0",
        fieldPath = ".archMap",
        message = "archMap says for each architecture what architectures says for all: use one of the two")
@ValidationRule(
        value = "self.defaultAction != 'SCMP_ACT_NOTIFY'",
        fieldPath = ".defaultAction",
        message = "SCMP_ACT_NOTIFY cannot be the default action: the runtime's own calls would wait for an answer for"
                + " ever")
public record SeccompProfileSpec(
        @Size(max = 16)
        @JsonPropertyDescription(
                "Names of SeccompProfiles that this one is built on. Their rules come first, in this"
                        + " order; for the same syscall and conditions the later rule holds. A profile that is reached twice counts once.")
        @Nullable
        List<String> baseProfiles,

        @Required
        @JsonPropertyDescription(
                "What happens to a syscall that no rule matches. SCMP_ACT_ERRNO makes the rules a list of what"
                        + " is allowed; SCMP_ACT_ALLOW makes them a list of what is not.")
        String defaultAction,

        @Min(0)
        @Max(4094)
        @JsonPropertyDescription("The errno that a default of SCMP_ACT_ERRNO (or SCMP_ACT_TRACE) returns, by number:"
                + " 1 is EPERM, 38 is ENOSYS. Absent means that the runtime chooses, which is EPERM.")
        @Nullable
        Integer defaultErrnoRet,

        @Size(max = 32)
        @JsonPropertyDescription("The same by name, for example ENOSYS; goes before defaultErrnoRet.")
        @Nullable
        String defaultErrno,

        @Size(max = 32)
        @JsonPropertyDescription("The architectures that the filter covers; a call made through any other one kills the"
                + " process. The node's own architecture is always covered.")
        @Nullable
        List<String> architectures,

        @Size(max = 32)
        @JsonPropertyDescription("For each architecture of a node, the architectures that the filter covers beside it:"
                + " instead of architectures.")
        @Nullable
        List<ArchitectureMapping> archMap,

        @Size(max = 8) @JsonPropertyDescription("Flags that the runtime passes to seccomp(2).") @Nullable
        List<String> flags,

        @Size(max = 107)
        @Pattern("^(/[^\\x00]+)?$")
        @JsonPropertyDescription(
                "Absolute path, on the node, of the Unix socket to which the runtime sends the notification"
                        + " descriptor. Only for profiles that use SCMP_ACT_NOTIFY.")
        @Nullable
        String listenerPath,

        @Size(max = 4096)
        @JsonPropertyDescription("Opaque data that the runtime sends to listenerPath along with the descriptor.")
        @Nullable
        String listenerMetadata,

        @Size(max = 1024)
        @JsonPropertyDescription("The rules. A syscall that is named by none of them gets defaultAction.")
        @Nullable
        List<SyscallRule> syscalls,

        @JsonPropertyDescription(
                "The nodes that get the file, by label; a pod that names the profile has to run on one of"
                        + " them. Absent or empty means every node. Needs node pools to be on in the operator.")
        @Nullable
        LabelSelector nodeSelector,

        @JsonPropertyDescription("The stages by which a change of this profile reaches the nodes. Absent: all at once.")
        @Nullable
        Rollout rollout)
        implements RolledOutSpec {

    /** What runtimes and other tools know of a profile, without what is ours about its way to the nodes. */
    public SeccompProfileSpec(
            @Nullable List<String> baseProfiles,
            String defaultAction,
            @Nullable Integer defaultErrnoRet,
            @Nullable String defaultErrno,
            @Nullable List<String> architectures,
            @Nullable List<ArchitectureMapping> archMap,
            @Nullable List<String> flags,
            @Nullable String listenerPath,
            @Nullable String listenerMetadata,
            @Nullable List<SyscallRule> syscalls) {
        this(
                baseProfiles,
                defaultAction,
                defaultErrnoRet,
                defaultErrno,
                architectures,
                archMap,
                flags,
                listenerPath,
                listenerMetadata,
                syscalls,
                null,
                null);
    }
}
