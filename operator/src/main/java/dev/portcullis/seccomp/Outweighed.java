package dev.portcullis.seccomp;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds rules that libseccomp never reaches because another rule decides the syscall under the same conditions, fewer
 * or none, in every filter looked at that has the rule.
 */
final class Outweighed {

    private final List<ConditionalRule> rules;
    private final Map<Place, Found> found = new HashMap<>();

    private record Place(int rule, int alternative) {}

    private record Decision(Conditions conditions, Map<String, Verdict> verdicts) {}

    /**
     * The syscalls that other rules decide.
     *
     * @param byFewer with fewer conditions
     * @param bySame under the same conditions
     */
    record Found(SortedSet<String> byFewer, SortedSet<String> bySame) {

        private static final Found NOTHING = new Found(Collections.emptySortedSet(), Collections.emptySortedSet());

        private Found retain(Found others) {
            byFewer.retainAll(others.byFewer);
            bySame.retainAll(others.bySame);
            return this;
        }
    }

    Outweighed(List<ConditionalRule> rules) {
        this.rules = rules;
    }

    /** Looks at another filter. */
    void look(ProfileStack.Resolved resolved) {
        ByConditions<Decision> decisions = new ByConditions<>();
        for (Rule rule : resolved.filter().rules()) {
            Decision its = decisions.computeIfAbsent(
                    rule.conditions(), () -> new Decision(rule.conditions(), new HashMap<>()));
            rule.names().forEach(name -> its.verdicts().put(name, rule.verdict()));
        }
        for (int i = 0; i < rules.size(); i++) {
            ConditionalRule rule = rules.get(i);
            if (rule.in(resolved.target()) == ConditionalRule.Presence.PRESENT) {
                for (int j = 0; j < rule.rules().size(); j++) {
                    found.merge(new Place(i, j), outweighed(rule.rules().get(j), decisions), Found::retain);
                }
            }
        }
    }

    private static Found outweighed(Rule rule, ByConditions<Decision> decisions) {
        Found names = new Found(new TreeSet<>(), new TreeSet<>());
        for (Decision other : decisions.partsOf(rule.conditions())) {
            boolean same = other.conditions().equals(rule.conditions());
            for (String name : rule.names()) {
                Verdict verdict = other.verdicts().get(name);
                if (verdict != null && !verdict.equals(rule.verdict())) {
                    (same ? names.bySame() : names.byFewer()).add(name);
                }
            }
        }
        return names;
    }

    /** The syscalls for which an alternative of a rule never applies. */
    Found in(int rule, int alternative) {
        return found.getOrDefault(new Place(rule, alternative), Found.NOTHING);
    }
}
