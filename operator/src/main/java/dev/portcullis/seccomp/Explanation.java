package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The treatment of one syscall by a profile on its bases, and the rules that decide it.
 *
 * @param byDefault what happens to a syscall that no rule decides
 * @param cases what happens under which conditions; empty when the default alone decides
 * @param rules every rule that names the syscall, bases first
 */
public record Explanation(Verdict byDefault, Map<Conditions, Verdict> cases, List<Naming> rules) {

    /** The effect of a rule that names the syscall. */
    public enum Effect {
        /** It decides where its conditions hold. */
        DECIDES,
        /** It says what a rule that decides says as well. */
        REPEATS,
        /** It says what the default says. */
        LIKE_DEFAULT,
        /** A rule without conditions on arguments outweighs it. */
        OUTWEIGHED,
        /** Another rule for the same conditions on arguments holds. */
        OVERRIDDEN,
        /** It is not in the filter; {@link Naming#presence()} says why. */
        LEFT_OUT
    }

    /**
     * A rule that names the syscall.
     *
     * @param profile the name of the profile that it stands in
     * @param location where in that profile, for example {@code spec.syscalls[3]}
     * @param conditions on arguments
     * @param verdict what it says
     * @param includes what must hold for it to be in the filter
     * @param excludes what may not hold
     * @param presence whether it is in the filter
     * @param effect what comes of it
     */
    public record Naming(
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
    }

    /**
     * Explains a profile that the renderer accepts.
     *
     * @param name the profile's name
     * @param spec the profile
     * @param bases where its bases are
     * @param target what its conditions are resolved for
     * @param syscall the syscall's name
     */
    public static Explanation of(String name, SeccompProfileSpec spec, Bases bases, Target target, String syscall) {
        List<Layers.Layer> layers = Layers.of(name, spec, bases, new Findings());
        List<Profile> profiles = layers.stream().map(Layers.Layer::profile).toList();
        Filter filter = new ProfileStack(profiles).resolvedFor(target);
        Map<Conditions, Verdict> cases = new TreeMap<>();
        filter.rules().stream()
                .filter(rule -> rule.names().contains(syscall))
                .forEach(rule -> cases.put(rule.conditions(), rule.verdict()));
        Verdict always = cases.get(Conditions.ALWAYS);
        if (filter.defaultVerdict().equals(always)) {
            // It is there for its name; runtimes do not hand what the default says to libseccomp.
            cases.remove(Conditions.ALWAYS);
        } else if (always != null) {
            cases.keySet().retainAll(Set.of(Conditions.ALWAYS));
        }
        List<Naming> rules = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            rules.addAll(namings(layers.get(i).name(), profiles.get(i), target, syscall));
        }
        return new Explanation(filter.defaultVerdict(), cases, withEffects(rules, cases, filter.defaultVerdict()));
    }

    private static List<Naming> namings(String profile, Profile written, Target target, String syscall) {
        List<Naming> namings = new ArrayList<>();
        for (int i = 0; i < written.rules().size(); i++) {
            ConditionalRule rule = written.rules().get(i);
            String location = "spec.syscalls[" + i + "]";
            for (Rule alternative : rule.rules()) {
                if (alternative.names().contains(syscall)) {
                    namings.add(new Naming(
                            profile,
                            location,
                            alternative.conditions(),
                            alternative.verdict(),
                            rule.includes(),
                            rule.excludes(),
                            rule.in(target),
                            Effect.LEFT_OUT));
                }
            }
        }
        return namings;
    }

    /** The rule that decides: the first in the last profile that has one. */
    private static List<Naming> withEffects(List<Naming> rules, Map<Conditions, Verdict> cases, Verdict byDefault) {
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
                        rule.profile(),
                        rule.location(),
                        rule.conditions(),
                        rule.verdict(),
                        rule.includes(),
                        rule.excludes(),
                        rule.presence(),
                        effect(rule, cases, byDefault, deciding)))
                .toList();
    }

    private static Effect effect(
            Naming rule, Map<Conditions, Verdict> cases, Verdict byDefault, Map<Conditions, Naming> deciding) {
        if (rule.presence() != ConditionalRule.Presence.PRESENT) {
            return Effect.LEFT_OUT;
        }
        if (rule.equals(deciding.get(rule.conditions()))) {
            return Effect.DECIDES;
        }
        if (rule.verdict().equals(cases.get(rule.conditions()))) {
            return Effect.REPEATS;
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
