package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the cases of each syscall as rules: names sorted and unique, rules with equal effect merged. Rules are sorted
 * too, except those of one syscall whose order can matter: they keep the order in which they were written, after the
 * others, unless libseccomp never returned from it.
 */
final class NormalForm {

    private NormalForm() {}

    /** The rules for these cases by syscall. */
    static List<Rule> of(SortedMap<String, Map<Conditions, Verdict>> cases) {
        record Effect(Verdict verdict, Conditions conditions) {}
        Map<Effect, SortedSet<String>> sorted = new HashMap<>();
        // Ordered by first name, to have an order between such groups.
        Map<List<Map.Entry<Conditions, Verdict>>, SortedSet<String>> inOrder = new HashMap<>();
        cases.forEach((name, its) -> {
            if (RuleOrder.isFree(its)) {
                its.forEach((conditions, verdict) -> sorted.computeIfAbsent(
                                new Effect(verdict, conditions), e -> new TreeSet<>())
                        .add(name));
            } else {
                inOrder.computeIfAbsent(
                                List.copyOf(RuleOrder.thatEnds(name, its).entrySet()), s -> new TreeSet<>())
                        .add(name);
            }
        });
        List<Rule> rules = new ArrayList<>();
        sorted.forEach((effect, names) -> rules.add(new Rule(names, effect.verdict(), effect.conditions())));
        rules.sort(null);
        SortedMap<String, List<Rule>> groups = new TreeMap<>();
        inOrder.forEach((sequence, names) -> groups.put(
                names.first(),
                sequence.stream()
                        .map(one -> new Rule(names, one.getValue(), one.getKey()))
                        .toList()));
        groups.values().forEach(rules::addAll);
        return rules;
    }

    /** One syscall's cases in the order in which the rules for them stand. */
    static Map<Conditions, Verdict> ordered(Map<Conditions, Verdict> cases) {
        Map<Conditions, Verdict> ordered = new LinkedHashMap<>();
        of(new TreeMap<>(Map.of("", cases))).forEach(rule -> ordered.put(rule.conditions(), rule.verdict()));
        return ordered;
    }
}
