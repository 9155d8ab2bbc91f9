package dev.portcullis.cli.explain;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.Capability;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.ConditionalRule;
import dev.portcullis.seccomp.Explanation;
import dev.portcullis.seccomp.Target;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule that names the syscall, and what it does.
 *
 * @param place file and line of the rule
 * @param profile the profile that holds the rule
 * @param location the rule's path in that profile
 * @param rule the rule
 * @param reason its effect in words
 */
record RuleExplanation(String place, String profile, String location, Explanation.Naming rule, String reason) {

    /** Explains every rule that names the syscall. */
    static List<RuleExplanation> all(
            Explanation explanation, SyscallExplanation.SyscallQuestion question, ProfileSet profiles) {
        return explanation.rules().stream()
                .map(rule -> of(rule, question, profiles, before(rule, explanation, profiles)))
                .toList();
    }

    private static RuleExplanation of(
            Explanation.Naming rule,
            SyscallExplanation.SyscallQuestion question,
            ProfileSet profiles,
            Optional<String> before) {
        Manifest manifest = manifest(profiles, rule.profile());
        return new RuleExplanation(
                location(manifest, rule.location()),
                rule.profile(),
                manifest.written(rule.location()),
                rule,
                reason(rule, question, before) + behind(rule, question));
    }

    /** File and line of the rule that decides instead: for the same conditions, or for all arguments. */
    private static Optional<String> before(Explanation.Naming rule, Explanation explanation, ProfileSet profiles) {
        return explanation.rules().stream()
                .filter(other -> other.effect() == Explanation.Effect.DECIDES)
                .filter(other -> other.conditions().equals(rule.conditions())
                        || other.conditions().always())
                .findFirst()
                .map(other -> location(manifest(profiles, other.profile()), other.location()));
    }

    private static Manifest manifest(ProfileSet profiles, String name) {
        return Objects.requireNonNull(profiles.profiles().get(name)).manifest();
    }

    /** File and line of a path in a profile. */
    static String location(Manifest manifest, String location) {
        return manifest.file() + ":" + manifest.position(location).line();
    }

    /**
     * The effect of a rule in words.
     *
     * @param before file and line of the rule that goes before it, where one does
     */
    private static String reason(
            Explanation.Naming rule, SyscallExplanation.SyscallQuestion question, Optional<String> before) {
        return switch (rule.effect()) {
            case DECIDES -> decides(rule, question);
            case REPEATS -> "same as the rule" + at(before);
            case LIKE_DEFAULT -> "same as the default";
            case OUTWEIGHED ->
                "has no effect: the rule" + at(before) + " has no conditions on arguments and outweighs it";
            case OVERRIDDEN -> "has no effect: the rule" + at(before) + " overrides it";
            case BLOCKED -> "has its effect only where no SyscallBlock denies the call";
            case LEFT_OUT -> "left out: " + leftOut(rule, question.target());
        };
    }

    private static String behind(Explanation.Naming rule, SyscallExplanation.SyscallQuestion question) {
        return rule.syscall().equals(question.syscall())
                ? ""
                : "; libseccomp makes this of the rule for " + rule.syscall() + ", which is behind "
                        + question.syscall();
    }

    private static String at(Optional<String> place) {
        return place.map(where -> " in " + where).orElse(" of a later profile");
    }

    private static String decides(Explanation.Naming rule, SyscallExplanation.SyscallQuestion question) {
        if (rule.conditions().always()) {
            return "decides";
        }
        if (!rule.conditions().arePossible()) {
            return "has no effect: " + rule.conditions() + " never holds";
        }
        Optional<Boolean> holds = question.arguments().satisfy(rule.conditions());
        return holds.map(yes ->
                        yes ? "decides: " + rule.conditions() + " holds" : "does not apply: not " + rule.conditions())
                .orElse("decides if " + rule.conditions());
    }

    private static String leftOut(Explanation.Naming rule, Target target) {
        ConditionalRule.Clause includes = rule.includes();
        ConditionalRule.Clause excludes = rule.excludes();
        return switch (rule.presence()) {
            case PRESENT -> throw new IllegalStateException("a rule that is present is not left out");
            case MISSING_CAPABILITY -> "the container lacks " + missing(includes, target);
            case EXCLUDED_CAPABILITY -> "it is for containers without " + held(excludes, target);
            case ARCHITECTURE -> "it is " + architectures(includes, excludes) + on(target);
            case KERNEL -> "it is for Linux " + kernels(includes.minKernel(), excludes.minKernel());
        };
    }

    private static String missing(ConditionalRule.Clause includes, Target target) {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        missing.addAll(includes.capabilities());
        missing.removeAll(target.capabilities());
        String unknown = includes.unknownCapabilities() ? "a capability unknown to Linux" : "";
        String known = names(missing);
        return known + (known.isEmpty() || unknown.isEmpty() ? "" : " and ") + unknown;
    }

    private static String held(ConditionalRule.Clause excludes, Target target) {
        Set<Capability> held = EnumSet.noneOf(Capability.class);
        held.addAll(excludes.capabilities());
        held.retainAll(target.capabilities());
        return names(held);
    }

    private static String names(Set<Capability> capabilities) {
        return capabilities.stream().map(Capability::fullName).collect(Collectors.joining(" and "));
    }

    private static String architectures(ConditionalRule.Clause includes, ConditionalRule.Clause excludes) {
        String only = includes.architectures() == null ? "" : "for " + goNames(includes.architectures());
        String but = excludes.architectures() == null ? "" : "not for " + goNames(excludes.architectures());
        return only + (only.isEmpty() || but.isEmpty() ? "" : " and ") + but;
    }

    private static String goNames(Collection<Architecture> architectures) {
        return architectures.isEmpty()
                ? "no architecture that exists"
                : architectures.stream()
                        .sorted()
                        .map(a -> a.goName().orElse(a.kernelName()))
                        .collect(Collectors.joining(", "));
    }

    private static String on(Target target) {
        return target.architecture() == null
                ? "; give --arch to choose one"
                : ", the node is " + target.architecture().goName().orElse("");
    }

    private static String kernels(@Nullable KernelVersion from, @Nullable KernelVersion before) {
        String newer = from == null ? "" : from + " and newer";
        String older = before == null ? "" : "before " + before;
        return newer + (newer.isEmpty() || older.isEmpty() ? "" : ", ") + older;
    }
}
