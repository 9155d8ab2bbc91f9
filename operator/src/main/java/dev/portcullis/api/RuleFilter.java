package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions for a rule to be in the filter (moby/profiles, seccomp/seccomp.go, {@code Filter}). All of {@code includes}
 * must hold, with every capability; one member of {@code excludes} keeps the rule out, with any capability.
 *
 * @param caps capabilities of the container's bounding set, as {@code CAP_SYS_ADMIN}
 * @param arches architectures as libseccomp-golang names them, for example {@code amd64} or {@code x86}
 * @param minKernel the oldest kernel, as {@code 4.8}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RuleFilter(
        @Size(max = 64)
        @JsonPropertyDescription("Capabilities in the container's bounding set, for example CAP_SYS_ADMIN.")
        @Nullable
        List<String> caps,

        @Size(max = 32)
        @JsonPropertyDescription("Architectures of the node, for example amd64, arm64, x86 or s390x.")
        @Nullable
        List<String> arches,

        @Pattern("^([0-9]{1,5}[.][0-9]{1,5})?$")
        @JsonPropertyDescription("The kernel's version is this or a later one, for example 4.8.")
        @Nullable
        String minKernel) {}
