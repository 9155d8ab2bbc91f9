package dev.portcullis.cli.compare;

import dev.portcullis.capability.Capability;
import dev.portcullis.comparison.Comparison;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Target;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells with which capabilities two profiles differ in another way than without any. */
final class CapabilityNotes {

    private CapabilityNotes() {}

    /** One line, or nothing. Each capability that a condition of either names is tried alone. */
    static String of(ProfileStack before, ProfileStack after, Target target, Comparison without) {
        SortedSet<Capability> differing = named(before, after).stream()
                .filter(capability -> !Comparison.of(
                                before, after, new Target(Set.of(capability), target.architecture(), target.kernel()))
                        .changes()
                        .equals(without.changes()))
                .collect(Collectors.toCollection(TreeSet::new));
        return differing.isEmpty()
                ? ""
                : "compared for a container without capabilities; they differ in another way with "
                        + differing.stream().map(Capability::fullName).collect(Collectors.joining(", "))
                        + ": give --caps\n";
    }

    private static SortedSet<Capability> named(ProfileStack before, ProfileStack after) {
        return Stream.of(before, after)
                .flatMap(stack -> stack.profiles().stream())
                .flatMap(profile -> profile.rules().stream())
                .flatMap(rule -> Stream.of(rule.includes(), rule.excludes()))
                .flatMap(clause -> clause.capabilities().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
