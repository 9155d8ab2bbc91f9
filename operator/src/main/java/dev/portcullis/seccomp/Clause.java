package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.Capability;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule's {@code includes} or {@code excludes}. A member that the profile does not give says nothing.
 *
 * @param capabilities of the container's bounding set
 * @param unknownCapabilities whether a name is there that no kernel knows: no container has such a capability
 * @param architectures of the node; null says nothing, none is a list without a known name
 * @param minKernel the oldest kernel
 */
public record Clause(
        Set<Capability> capabilities,
        boolean unknownCapabilities,
        @Nullable Set<Architecture> architectures,
        @Nullable KernelVersion minKernel) {

    /** Says nothing. */
    public static final Clause NONE = new Clause(Set.of(), false, null, null);
}
