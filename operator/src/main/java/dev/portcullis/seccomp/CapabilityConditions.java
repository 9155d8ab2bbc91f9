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

/** Tells which of a profile's rules stand under conditions on capabilities, and how each was decided. */
final class CapabilityConditions {

    private final Set<Capability> held;
    private final SortedMap<String, SortedSet<String>> decided = new TreeMap<>();

    private CapabilityConditions(Set<Capability> held) {
        this.held = held;
    }

    /** One line for each condition that there is, in a stable order; architectures and kernels are not looked at. */
    static List<String> told(ProfileStack stack, Set<Capability> held) {
        CapabilityConditions conditions = new CapabilityConditions(held);
        stack.profiles().forEach(profile -> profile.rules().forEach(conditions::add));
        List<String> lines = new ArrayList<>();
        conditions.decided.forEach((condition, names) -> lines.add(condition + ": " + String.join(", ", names)));
        return lines;
    }

    private void add(ConditionalRule rule) {
        Set<Capability> included = rule.includes().capabilities();
        Set<Capability> excluded = rule.excludes().capabilities();
        boolean present = held.containsAll(included)
                && !rule.includes().unknownCapabilities()
                && Collections.disjoint(held, excluded);
        List<String> words = new ArrayList<>();
        if (!included.isEmpty()) {
            words.add("includes " + named(included));
        }
        if (!excluded.isEmpty()) {
            words.add("excludes " + named(excluded));
        }
        if (!words.isEmpty()) {
            SortedSet<String> names = decided.computeIfAbsent(
                    String.join(", ", words) + (present ? " -> kept" : " -> left out"), w -> new TreeSet<>());
            rule.rules().forEach(one -> names.addAll(one.names()));
        }
    }

    private static String named(Collection<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::fullName).collect(Collectors.joining("+"));
    }
}
