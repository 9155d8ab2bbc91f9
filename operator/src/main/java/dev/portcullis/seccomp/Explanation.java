package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The treatment of one syscall by a profile on its bases, and the rules that decide it.
 *
 * @param byDefault the verdict on a call that no rule decides
 * @param cases the verdicts by conditions; empty when the default alone decides
 * @param rules every rule that names the syscall, or one behind it, bases first
 * @param otherWays the other ways into the kernel that the filter rules on
 */
public record Explanation(Verdict byDefault, Map<Conditions, Verdict> cases, List<Naming> rules, List<Way> otherWays) {

    /**
     * A way of a syscall into the kernel beside its own number on the node's architecture.
     *
     * @param through the architecture
     * @param multiplexer the syscall that it is made by; null if it has a number of its own
     * @param ruling the ruling there; what chooses among the multiplexer's calls is left out of its conditions
     */
    public record Way(Architecture through, @Nullable String multiplexer, Ruling ruling) {}

    /** The effect of a rule that names the syscall. */
    public enum Effect {
        /** It decides where its conditions hold. */
        DECIDES,
        /** It repeats a rule that decides. */
        REPEATS,
        /** It repeats the default. */
        LIKE_DEFAULT,
        /** A rule without conditions on arguments outweighs it. */
        OUTWEIGHED,
        /** Another rule with the same conditions on arguments wins. */
        OVERRIDDEN,
        /** A SyscallBlock takes some of its calls away, or all. */
        BLOCKED,
        /** It is not in the filter; {@link Naming#presence()} says why. */
        LEFT_OUT
    }

    /**
     * A rule that names the syscall, or one behind it.
     *
     * @param syscall the one that it names
     * @param profile the name of the profile that it stands in
     * @param location its path in that profile, for example {@code spec.syscalls[3]}
     * @param conditions on arguments
     * @param verdict its verdict
     * @param includes the conditions that must hold for it to be in the filter
     * @param excludes the conditions that keep it out
     * @param presence whether it is in the filter
     * @param effect its effect
     */
    public record Naming(
            String syscall,
            String profile,
            String location,
            Conditions conditions,
            Verdict verdict,
            ConditionalRule.Clause includes,
            ConditionalRule.Clause excludes,
            ConditionalRule.Presence presence,
            Effect effect) {}

    /** Copies what it is given. */
    public Explanation {
        cases = Map.copyOf(cases);
        rules = List.copyOf(rules);
        otherWays = List.copyOf(otherWays);
    }

    /**
     * Explains a profile that the renderer accepts.
     *
     * @param name the profile's name
     * @param spec the profile
     * @param bases the source of its bases
     * @param target the container and node for which its conditions are resolved
     * @param syscall the syscall's name
     */
    public static Explanation of(String name, SeccompProfileSpec spec, Bases bases, Target target, String syscall) {
        return of(name, spec, bases, target, syscall, Restriction.NONE);
    }

    /** Explains the same under a restriction. */
    public static Explanation of(
            String name, SeccompProfileSpec spec, Bases bases, Target target, String syscall, Restriction restriction) {
        List<Layers.Layer> layers = Layers.of(name, spec, bases, new Findings());
        List<Profile> profiles = layers.stream().map(Layers.Layer::profile).toList();
        Filter filter = FilterRestriction.of(
                        new ProfileStack(profiles).resolvedFor(target), restriction, target.architecture())
                .filter();
        Optional<MultiplexedCalls> behind = Optional.ofNullable(target.architecture())
                .filter(MultiplexedCalls::areOn)
                .flatMap(node -> MultiplexedCalls.behind(syscall));
        Map<Conditions, Verdict> cases = new TreeMap<>();
        for (Rule rule : filter.rules()) {
            for (String named : rule.names()) {
                conditions(behind, syscall, named, rule.conditions())
                        .ifPresent(conditions -> cases.putIfAbsent(conditions, rule.verdict()));
            }
        }
        Verdict always = cases.get(Conditions.ALWAYS);
        if (filter.defaultVerdict().equals(always)) {
            // It only adds its name; runtimes do not pass rules that repeat the default to libseccomp.
            cases.remove(Conditions.ALWAYS);
        } else if (always != null) {
            cases.keySet().retainAll(Set.of(Conditions.ALWAYS));
        }
        List<Naming> rules = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            rules.addAll(namings(layers.get(i).name(), profiles.get(i), target, behind, syscall));
        }
        return new Explanation(
                filter.defaultVerdict(),
                cases,
                withEffects(
                        rules,
                        cases,
                        filter.defaultVerdict(),
                        restriction.denials().stream()
                                .anyMatch(denial -> denial.syscalls().contains(syscall))),
                otherWays(filter, target.architecture(), syscall));
    }

    /** The conditions under which a rule that names one syscall decides another; empty if it says nothing of it. */
    private static Optional<Conditions> conditions(
            Optional<MultiplexedCalls> behind, String syscall, String named, Conditions conditions) {
        return behind.isPresent()
                ? behind.get().conditions(named, conditions)
                : Optional.of(conditions).filter(c -> named.equals(syscall));
    }

    private static List<Way> otherWays(Filter filter, @Nullable Architecture node, String syscall) {
        List<Way> ways = new ArrayList<>();
        List<Architecture> all = Stream.concat(Stream.ofNullable(node), filter.architectures().stream())
                .distinct()
                .sorted()
                .toList();
        for (Architecture through : all) {
            if (through != node && SyscallTable.linux().number(through, syscall).isPresent()) {
                ways.add(new Way(through, null, Ruling.of(filter, through, through, syscall)));
            }
            if (MultiplexedCalls.areOn(through)) {
                MultiplexedCalls.of(syscall)
                        .ifPresent(calls -> ways.add(new Way(
                                through,
                                calls.multiplexer(),
                                Ruling.of(filter, through, through, calls.multiplexer())
                                        .chosen(calls.choice(syscall)))));
            }
        }
        return ways;
    }

    private static List<Naming> namings(
            String profile, Profile written, Target target, Optional<MultiplexedCalls> behind, String syscall) {
        List<Naming> namings = new ArrayList<>();
        for (int i = 0; i < written.rules().size(); i++) {
            ConditionalRule rule = written.rules().get(i);
            String location = "spec.syscalls[" + i + "]";
            for (Rule alternative : rule.rules()) {
                for (String named : alternative.names()) {
                    conditions(behind, syscall, named, alternative.conditions())
                            .ifPresent(conditions -> namings.add(new Naming(
                                    named,
                                    profile,
                                    location,
                                    conditions,
                                    alternative.verdict(),
                                    rule.includes(),
                                    rule.excludes(),
                                    rule.in(target),
                                    Effect.LEFT_OUT)));
                }
            }
        }
        return namings;
    }

    /** Sets each rule's effect. The first rule of the last profile that has one decides. */
    private static List<Naming> withEffects(
            List<Naming> rules, Map<Conditions, Verdict> cases, Verdict byDefault, boolean blocked) {
        Map<Conditions, Naming> deciding = new TreeMap<>();
        for (Naming rule : rules) {
            if (rule.presence() == ConditionalRule.Presence.PRESENT
                    && rule.verdict().equals(cases.get(rule.conditions()))) {
                deciding.merge(
                        rule.conditions(), rule, (old, late) -> old.profile().equals(late.profile()) ? old : late);
            }
        }
        return rules.stream()
                .map(rule -> new Naming(
                        rule.syscall(),
                        rule.profile(),
                        rule.location(),
                        rule.conditions(),
                        rule.verdict(),
                        rule.includes(),
                        rule.excludes(),
                        rule.presence(),
                        effect(rule, cases, byDefault, deciding, blocked)))
                .toList();
    }

    private static Effect effect(
            Naming rule,
            Map<Conditions, Verdict> cases,
            Verdict byDefault,
            Map<Conditions, Naming> deciding,
            boolean blocked) {
        if (rule.presence() != ConditionalRule.Presence.PRESENT) {
            return Effect.LEFT_OUT;
        }
        if (rule.equals(deciding.get(rule.conditions()))) {
            return Effect.DECIDES;
        }
        if (rule.verdict().equals(cases.get(rule.conditions()))) {
            return Effect.REPEATS;
        }
        if (blocked && rule.verdict().action().letsThrough()) {
            return Effect.BLOCKED;
        }
        if (cases.containsKey(Conditions.ALWAYS) && !rule.conditions().always()) {
            return Effect.OUTWEIGHED;
        }
        if (rule.verdict().equals(byDefault) && !cases.containsKey(rule.conditions())) {
            return Effect.LIKE_DEFAULT;
        }
        return Effect.OVERRIDDEN;
    }
}
