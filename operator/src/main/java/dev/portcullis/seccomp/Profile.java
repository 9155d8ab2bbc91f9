package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile as written, in any dialect, with its conditions.
 *
 * @param defaultVerdict the verdict on a syscall that no rule matches
 * @param architectures the architectures covered beside the node's own
 * @param archMap the same for each architecture that a node can have
 * @param flags names such as {@code SECCOMP_FILTER_FLAG_LOG}
 * @param listenerPath Unix socket for {@link Action#NOTIFY}
 * @param listenerMetadata opaque data sent to it
 * @param rules in the order in which they were written
 */
public record Profile(
        Verdict defaultVerdict,
        Set<Architecture> architectures,
        Map<Architecture, Set<Architecture>> archMap,
        SortedSet<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<ConditionalRule> rules) {

    /** Copies what it is given. */
    public Profile {
        architectures = Set.copyOf(architectures);
        archMap = Map.copyOf(archMap);
        flags = new TreeSet<>(flags);
        rules = List.copyOf(rules);
    }

    /** The filter for one kind of container on one kind of node. */
    public Filter resolvedFor(Target target) {
        return new Filter(
                defaultVerdict,
                architecturesOn(target.architecture()),
                flags,
                listenerPath,
                listenerMetadata,
                rules.stream()
                        .filter(rule -> rule.in(target) == ConditionalRule.Presence.PRESENT)
                        .flatMap(rule -> rule.rules().stream())
                        .toList());
    }

    /** The node architectures for which it may resolve differently. */
    public Set<Architecture> namedArchitectures() {
        Set<Architecture> named = EnumSet.noneOf(Architecture.class);
        named.addAll(archMap.keySet());
        clauses()
                .map(ConditionalRule.Clause::architectures)
                .filter(Objects::nonNull)
                .forEach(named::addAll);
        return named;
    }

    /** The newest kernel that its rules tell from older ones for this target, if any. */
    public Optional<KernelVersion> newestKernelNamed(Target target) {
        Target onAnyKernel = new Target(target.capabilities(), target.architecture(), null);
        return rules.stream()
                .filter(rule -> EnumSet.of(ConditionalRule.Presence.PRESENT, ConditionalRule.Presence.KERNEL)
                        .contains(rule.in(onAnyKernel)))
                .flatMap(rule -> Stream.of(rule.includes(), rule.excludes()))
                .map(ConditionalRule.Clause::minKernel)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    private Set<Architecture> architecturesOn(@Nullable Architecture node) {
        if (archMap.isEmpty() || node == null || !archMap.containsKey(node)) {
            return architectures;
        }
        Collection<Architecture> covered = new ArrayList<>(archMap.get(node));
        covered.add(node);
        return Set.copyOf(covered);
    }

    private Stream<ConditionalRule.Clause> clauses() {
        return rules.stream().flatMap(rule -> Stream.of(rule.includes(), rule.excludes()));
    }
}
