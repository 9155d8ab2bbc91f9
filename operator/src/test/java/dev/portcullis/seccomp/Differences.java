package dev.portcullis.seccomp;

import dev.portcullis.capability.Capability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What two profiles say differently, in one line for all containers and nodes where it is the same. */
final class Differences {

    static final Set<Architecture> ARCHITECTURES =
            EnumSet.of(Architecture.X86_64, Architecture.ARM64, Architecture.S390X, Architecture.RISCV64);
    static final Set<Capability> EVERY = EnumSet.allOf(Capability.class);

    private final Set<Capability> named;
    private final Map<String, Map<String, Set<Target>>> targets = new TreeMap<>();

    /** Compares for no capability, for each that one of them names alone, and for all. */
    Differences(ProfileStack one, ProfileStack other) {
        named = EnumSet.noneOf(Capability.class);
        for (ProfileStack stack : List.of(one, other)) {
            stack.top().rules().forEach(rule -> {
                named.addAll(rule.includes().capabilities());
                named.addAll(rule.excludes().capabilities());
            });
        }
        List<Set<Capability>> sets = new ArrayList<>(List.of(Set.of(), EVERY));
        named.forEach(capability -> sets.add(Set.of(capability)));
        for (Set<Capability> capabilities : sets) {
            for (Architecture architecture : ARCHITECTURES) {
                Target target = new Target(capabilities, architecture, null);
                FilterDifference.between(one.resolvedFor(target), other.resolvedFor(target), architecture)
                        .forEach((syscall, difference) -> targets.computeIfAbsent(syscall, s -> new TreeMap<>())
                                .computeIfAbsent(difference, d -> new HashSet<>())
                                .add(target));
            }
        }
    }

    /** Syscalls, where they differ, and how. */
    List<String> lines() {
        Map<Map.Entry<Set<Target>, String>, SortedSet<String>> syscalls = new HashMap<>();
        targets.forEach((syscall, its) -> its.forEach(
                (difference, where) -> syscalls.computeIfAbsent(Map.entry(where, difference), key -> new TreeSet<>())
                        .add(syscall)));
        return syscalls.entrySet().stream()
                .map(entry -> String.join(" ", entry.getValue()) + " | "
                        + where(entry.getKey().getKey()) + " | "
                        + entry.getKey().getValue())
                .sorted()
                .toList();
    }

    private String where(Set<Target> targets) {
        Map<Set<Set<Capability>>, Set<Architecture>> alike = new HashMap<>();
        for (Architecture architecture : ARCHITECTURES) {
            Set<Set<Capability>> sets = targets.stream()
                    .filter(target -> architecture == target.architecture())
                    .map(Target::capabilities)
                    .collect(Collectors.toSet());
            if (!sets.isEmpty()) {
                alike.computeIfAbsent(sets, s -> EnumSet.noneOf(Architecture.class))
                        .add(architecture);
            }
        }
        return alike.entrySet().stream()
                .map(entry -> containers(entry.getKey())
                        + (entry.getValue().equals(ARCHITECTURES)
                                ? ""
                                : " on "
                                        + names(entry.getValue().stream()
                                                .map(Architecture::conditionName)
                                                .toList())))
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private String containers(Set<Set<Capability>> sets) {
        Set<Capability> with = EnumSet.noneOf(Capability.class);
        sets.stream().filter(set -> set.size() == 1).forEach(with::addAll);
        Set<Capability> without = EnumSet.copyOf(named);
        without.removeAll(with);
        if (sets.contains(Set.<Capability>of())) {
            if (!sets.contains(EVERY)) {
                return "without " + capabilities(without);
            }
            return without.isEmpty() ? "always" : "but with " + capabilities(without) + " alone";
        }
        return "with " + capabilities(with) + (sets.contains(EVERY) ? "" : " alone");
    }

    private static String capabilities(Collection<Capability> capabilities) {
        return names(capabilities.stream().map(Capability::fullName).toList());
    }

    private static String names(Collection<String> names) {
        return String.join(", ", names);
    }
}
