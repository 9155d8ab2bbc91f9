package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Brings a profile to the one form in which equal meaning is equal text. What a set of rules means is taken from
 * libseccomp 2.5 as runc feeds it: rules with the default's verdict are not added; of several unconditional rules for a
 * syscall the first holds; an unconditional rule outweighs conditional ones.
 */
final class NormalForm {

    private NormalForm() {}

    static Profile of(Profile profile) {
        List<Rule> effective = new ArrayList<>();
        for (Rule rule : profile.rules()) {
            if (!rule.verdict().means(profile.defaultVerdict())) {
                effective.add(rule);
            }
        }
        return profile.withRules(merge(withoutOutweighed(effective)));
    }

    private static List<Rule> withoutOutweighed(List<Rule> rules) {
        List<Rule> kept = new ArrayList<>();
        Set<String> unconditional = new HashSet<>();
        for (Rule rule : rules) {
            if (rule.conditions().isEmpty()) {
                SortedSet<String> names = new TreeSet<>(rule.names());
                names.removeIf(name -> !unconditional.add(name));
                kept.add(new Rule(names, rule.verdict(), List.of()));
            }
        }
        for (Rule rule : rules) {
            if (!rule.conditions().isEmpty()) {
                SortedSet<String> names = new TreeSet<>(rule.names());
                names.removeAll(unconditional);
                kept.add(new Rule(names, rule.verdict(), rule.conditions()));
            }
        }
        return kept;
    }

    private static List<Rule> merge(List<Rule> rules) {
        record Effect(Verdict verdict, List<Condition> conditions) {}
        Map<Effect, SortedSet<String>> names = new LinkedHashMap<>();
        for (Rule rule : rules) {
            names.computeIfAbsent(new Effect(rule.verdict(), rule.conditions()), e -> new TreeSet<>())
                    .addAll(rule.names());
        }
        return names.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e ->
                        new Rule(e.getValue(), e.getKey().verdict(), e.getKey().conditions()))
                .sorted()
                .toList();
    }
}
