package dev.portcullis.cli.explain;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Clause;
import dev.portcullis.seccomp.Explanation;
import dev.portcullis.seccomp.Target;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What comes of a rule, in words. */
final class Outcome {

    private Outcome() {}

    /**
     * Says it of one rule.
     *
     * @param before the place of the rule that goes before it, where one does
     */
    static String of(Explanation.Naming rule, Question question, Optional<String> before) {
        return switch (rule.effect()) {
            case DECIDES -> decides(rule, question);
            case REPEATS -> "says the same as the rule" + at(before);
            case LIKE_DEFAULT -> "says what the default says";
            case OUTWEIGHED ->
                "has no effect: the rule" + at(before) + " has no conditions on arguments and outweighs it";
            case OVERRIDDEN -> "has no effect: the rule" + at(before) + " goes before it";
            case LEFT_OUT -> "left out: " + leftOut(rule, question.target());
        };
    }

    private static String at(Optional<String> place) {
        return place.map(where -> " in " + where).orElse(" of a later profile");
    }

    private static String decides(Explanation.Naming rule, Question question) {
        if (rule.conditions().always()) {
            return "decides";
        }
        Optional<Boolean> holds = question.arguments().satisfy(rule.conditions());
        return holds.map(yes ->
                        yes ? "decides: " + rule.conditions() + " holds" : "does not apply: not " + rule.conditions())
                .orElse("decides if " + rule.conditions());
    }

    private static String leftOut(Explanation.Naming rule, Target target) {
        Clause includes = rule.includes();
        Clause excludes = rule.excludes();
        return switch (rule.presence()) {
            case PRESENT -> throw new IllegalStateException("a rule that is present is not left out");
            case MISSING_CAPABILITY -> "the container does not have " + missing(includes, target);
            case EXCLUDED_CAPABILITY -> "it is for containers without " + held(excludes, target);
            case ARCHITECTURE -> "it is " + architectures(includes, excludes) + on(target);
            case KERNEL -> "it is for Linux " + kernels(includes.minKernel(), excludes.minKernel());
        };
    }

    private static String missing(Clause includes, Target target) {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        missing.addAll(includes.capabilities());
        missing.removeAll(target.capabilities());
        String unknown = includes.unknownCapabilities() ? "a capability that Linux does not know" : "";
        String known = names(missing);
        return known + (known.isEmpty() || unknown.isEmpty() ? "" : " and ") + unknown;
    }

    private static String held(Clause excludes, Target target) {
        Set<Capability> held = EnumSet.noneOf(Capability.class);
        held.addAll(excludes.capabilities());
        held.retainAll(target.capabilities());
        return names(held);
    }

    private static String names(Set<Capability> capabilities) {
        return capabilities.stream().map(Capability::fullName).collect(Collectors.joining(" and "));
    }

    private static String architectures(Clause includes, Clause excludes) {
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
