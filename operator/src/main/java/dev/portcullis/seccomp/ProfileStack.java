package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.Capability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A profile with everything that it builds on.
 *
 * @param profiles bases first, the profile itself last
 */
public record ProfileStack(List<Profile> profiles) {

    /** Copies what it is given. */
    public ProfileStack {
        profiles = List.copyOf(profiles);
    }

    /** The filter of all profiles together, in normal form. */
    public Filter resolvedFor(Target target) {
        return Composition.of(
                profiles.stream().map(profile -> profile.resolvedFor(target)).toList());
    }

    /** The syscalls that it allows whatever the arguments, on every node and with any capabilities. */
    public Set<String> allowedEverywhere() {
        List<Target> targets = new ArrayList<>();
        for (Set<Capability> capabilities : List.of(Set.<Capability>of(), Set.of(Capability.values()))) {
            Target anywhere = new Target(capabilities, null, null);
            targets.add(anywhere);
            namedArchitectures().forEach(architecture -> targets.add(anywhere.on(architecture)));
        }
        Set<String> allowed = new HashSet<>(allowedBy(resolvedFor(targets.getFirst())));
        targets.forEach(target -> allowed.retainAll(allowedBy(resolvedFor(target))));
        return allowed;
    }

    private static Set<String> allowedBy(Filter filter) {
        Set<String> allowed = new HashSet<>();
        Set<String> restricted = new HashSet<>();
        for (Rule rule : filter.rules()) {
            if (rule.verdict().action() != Action.ALLOW) {
                restricted.addAll(rule.names());
            } else if (rule.conditions().always()) {
                allowed.addAll(rule.names());
            }
        }
        allowed.removeAll(restricted);
        return allowed;
    }

    /** The profile itself. */
    public Profile top() {
        return profiles.getLast();
    }

    /** The node architectures for which it may resolve differently. */
    public Set<Architecture> namedArchitectures() {
        Set<Architecture> named = EnumSet.noneOf(Architecture.class);
        profiles.forEach(profile -> named.addAll(profile.namedArchitectures()));
        return named;
    }

    /** The newest kernel that it tells from older ones, for any of these targets. */
    public Optional<KernelVersion> newestKernelNamed(Collection<Target> targets) {
        return targets.stream()
                .flatMap(target -> profiles.stream().map(profile -> profile.newestKernelNamed(target)))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /**
     * A profile on its bases, resolved.
     *
     * @param target the container and node
     * @param filter the result
     */
    record Resolved(Target target, Filter filter) {}
}
