package dev.portcullis.seccomp;

import dev.portcullis.capability.Capability;
import dev.portcullis.wording.NameList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Explains the fate of conditions on capabilities, which no document has, for containers that hold others. */
final class ConditionWarnings {

    /** Nobody reads a longer list. */
    private static final int MAX_CONDITIONS = 50;

    private final ProfileStack stack;
    private final List<Target> targets;
    private final Set<Capability> held;

    /** @param targets at least one, all of one kind of container */
    ConditionWarnings(ProfileStack stack, List<Target> targets) {
        this.stack = stack;
        this.targets = targets;
        this.held = targets.getFirst().capabilities();
    }

    void tell(Findings findings) {
        SortedMap<String, SortedSet<String>> leftOut = new TreeMap<>();
        SortedMap<String, SortedSet<String>> kept = new TreeMap<>();
        for (Profile profile : stack.profiles()) {
            for (ConditionalRule rule : profile.rules()) {
                if (isFor(rule, ConditionalRule.Presence.MISSING_CAPABILITY)) {
                    Set<Capability> missing = EnumSet.noneOf(Capability.class);
                    missing.addAll(rule.includes().capabilities());
                    missing.removeAll(held);
                    add(rule, missing, "+", leftOut);
                }
                if (isFor(rule, ConditionalRule.Presence.PRESENT)) {
                    add(rule, rule.excludes().capabilities(), " or ", kept);
                }
            }
        }
        if (!leftOut.isEmpty()) {
            findings.add(
                    Finding.Code.CAPABILITY_CONDITIONS,
                    "spec.syscalls",
                    rendered() + ", so the rules for " + told(leftOut) + " are left out");
        }
        if (!kept.isEmpty()) {
            findings.add(
                    Finding.Code.CAPABILITY_CONDITIONS,
                    "spec.syscalls",
                    rendered() + ", so the rules for containers without " + told(kept)
                            + " are kept, and hold for containers with these capabilities too");
        }
    }

    private boolean isFor(ConditionalRule rule, ConditionalRule.Presence presence) {
        return targets.stream().anyMatch(target -> rule.in(target) == presence);
    }

    private static void add(
            ConditionalRule rule,
            Set<Capability> capabilities,
            String separator,
            SortedMap<String, SortedSet<String>> rules) {
        if (!capabilities.isEmpty()) {
            SortedSet<String> names = rules.computeIfAbsent(named(capabilities, separator), c -> new TreeSet<>());
            rule.rules().forEach(one -> names.addAll(one.names()));
        }
    }

    private String rendered() {
        return "rendered for a container " + (held.isEmpty() ? "without capabilities" : "with " + named(held, "+"));
    }

    private static String told(SortedMap<String, SortedSet<String>> rules) {
        return NameList.of(
                rules.entrySet(),
                MAX_CONDITIONS,
                entry -> entry.getKey() + " (" + counted(entry.getValue()) + ")",
                ", ",
                "more conditions");
    }

    private static String named(Set<Capability> capabilities, String separator) {
        return capabilities.stream().sorted().map(Capability::fullName).collect(Collectors.joining(separator));
    }

    private static String counted(SortedSet<String> names) {
        return NameList.of(names, names.size() <= 2 ? 2 : 1, name -> name, ", ", "more");
    }
}
