package dev.portcullis.seccomp;

import dev.portcullis.capability.Capability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists a profile's rules with conditions on capabilities, and how each condition was decided. */
final class CapabilityConditions {

    private final Set<Capability> held;
    private final SortedMap<String, SortedSet<String>> kept = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> leftOut = new TreeMap<>();

    private CapabilityConditions(Set<Capability> held) {
        this.held = held;
    }

    /** Each condition and how it was decided, in a stable order; ignores architectures and kernels. */
    static SortedMap<String, String> told(ProfileStack stack, Set<Capability> held) {
        CapabilityConditions conditions = new CapabilityConditions(held);
        stack.profiles().forEach(profile -> profile.rules().forEach(conditions::add));
        SortedMap<String, String> told = new TreeMap<>();
        conditions.kept.forEach((condition, names) -> told.put(condition, "kept: " + String.join(", ", names)));
        conditions.leftOut.forEach((condition, names) -> told.put(condition, "left out: " + String.join(", ", names)));
        return told;
    }

    private void add(ConditionalRule rule) {
        Set<Capability> included = rule.includes().capabilities();
        Set<Capability> excluded = rule.excludes().capabilities();
        boolean unknown = rule.includes().unknownCapabilities();
        boolean present = held.containsAll(included) && !unknown && Collections.disjoint(held, excluded);
        List<String> words = new ArrayList<>();
        if (!included.isEmpty() || unknown) {
            words.add("includes " + named(included) + (unknown ? " and what Linux does not have" : ""));
        }
        if (!excluded.isEmpty()) {
            words.add("excludes " + named(excluded));
        }
        if (!words.isEmpty()) {
            SortedSet<String> names =
                    (present ? kept : leftOut).computeIfAbsent(String.join(", ", words), w -> new TreeSet<>());
            rule.rules().forEach(one -> names.addAll(one.names()));
        }
    }

    private static String named(Collection<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::fullName).collect(Collectors.joining("+"));
    }
}
