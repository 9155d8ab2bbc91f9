package dev.portcullis.seccomp;

import java.util.Collections;
import java.util.List;

/**
 * A rule as a profile has it.
 *
 * @param rules what runtimes make of it: one rule, or several where two conditions are about one argument
 * @param includes all of this must hold for the rule to be in the filter
 * @param excludes none of this may hold
 */
public record ConditionalRule(List<Rule> rules, Clause includes, Clause excludes) {

    /** Copies what it is given. */
    public ConditionalRule {
        rules = List.copyOf(rules);
    }

    /** The same rule with no clause. */
    static ConditionalRule unconditionally(Rule rule) {
        return new ConditionalRule(Collections.singletonList(rule), Clause.NONE, Clause.NONE);
    }

    /**
     * Why the rule is or is not in the filter, as Docker (moby/profiles, seccomp/seccomp_linux.go) and containers/common
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
}
