package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.Capability;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule as a profile has it.
 *
 * @param rules the rules that runtimes make of it: several if two conditions are about one argument
 * @param includes all of this must hold for the rule to be in the filter
 * @param excludes none of this may hold
 */
public record ConditionalRule(List<Rule> rules, Clause includes, Clause excludes) {

    /** Copies what it is given. */
    public ConditionalRule {
        rules = List.copyOf(rules);
    }

    /**
     * The rule's presence in the filter, as Docker (moby/profiles, seccomp/seccomp_linux.go) and containers/common
     * (pkg/seccomp/seccomp_linux.go) decide it.
     */
    public Presence in(Target target) {
        if (excludes.architectures() != null && target.isAnyOf(excludes.architectures())) {
            return Presence.ARCHITECTURE;
        }
        if (!Collections.disjoint(excludes.capabilities(), target.capabilities())) {
            return Presence.EXCLUDED_CAPABILITY;
        }
        if (includes.architectures() != null && !target.isAnyOf(includes.architectures())) {
            return Presence.ARCHITECTURE;
        }
        if (includes.unknownCapabilities() || !target.capabilities().containsAll(includes.capabilities())) {
            return Presence.MISSING_CAPABILITY;
        }
        if (excludes.minKernel() != null && target.kernelIsAtLeast(excludes.minKernel())) {
            return Presence.KERNEL;
        }
        return includes.minKernel() == null || target.kernelIsAtLeast(includes.minKernel())
                ? Presence.PRESENT
                : Presence.KERNEL;
    }

    /** A rule's presence in the filter, or the condition that keeps it out. */
    public enum Presence {
        /** It is in the filter. */
        PRESENT,
        /** It is for other architectures. */
        ARCHITECTURE,
        /** It needs a capability that the container does not have. */
        MISSING_CAPABILITY,
        /** It is for containers without a capability that this one has. */
        EXCLUDED_CAPABILITY,
        /** It is for older or for newer kernels. */
        KERNEL
    }

    /**
     * The conditions of a rule's {@code includes} or {@code excludes}. An absent member is no condition.
     *
     * @param capabilities of the container's bounding set
     * @param unknownCapabilities whether it names a capability that no kernel knows, and so no container has
     * @param architectures of the node; null is no condition, an empty list has no known name
     * @param minKernel the oldest kernel
     */
    public record Clause(
            Set<Capability> capabilities,
            boolean unknownCapabilities,
            @Nullable Set<Architecture> architectures,
            @Nullable KernelVersion minKernel) {

        /** No conditions. */
        public static final Clause NONE = new Clause(Set.of(), false, null, null);
    }
}
