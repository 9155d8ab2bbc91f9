package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.Capability;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container and node for which a profile's conditions are resolved.
 *
 * @param capabilities the container's bounding set
 * @param architecture the node's; null for one that no profile names
 * @param kernel the node's; null for one that is new enough for everything
 */
public record Target(
        Set<Capability> capabilities,
        @Nullable Architecture architecture,
        @Nullable KernelVersion kernel) {

    /** A container without capabilities on a new kernel. */
    public static final Target UNPRIVILEGED = new Target(Set.of(), null, null);

    /** Copies what it is given. */
    public Target {
        capabilities = Set.copyOf(capabilities);
    }

    /** The same container on a node of another architecture. */
    public Target on(@Nullable Architecture other) {
        return new Target(capabilities, other, kernel);
    }

    /** The GOARCH of its nodes. */
    String goArchitecture() {
        return Optional.ofNullable(architecture).flatMap(Architecture::goName).orElseThrow();
    }

    boolean isAnyOf(Set<Architecture> architectures) {
        return architecture != null && architectures.contains(architecture);
    }

    boolean kernelIsAtLeast(KernelVersion minimum) {
        return kernel == null || kernel.isAtLeast(minimum);
    }
}
