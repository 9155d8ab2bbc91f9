package dev.portcullis.seccomp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds rules of one profile that libseccomp refuses together with EEXIST, so that no container starts: two that decide the
 * same case differently, and one behind another that has the same first conditions and more.
 */
final class RuleConflicts {

    private record Case(String syscall, Conditions conditions) {}

    private record Place(int index, Verdict verdict) {}

    private final Verdict byDefault;
    private final Findings findings;
    private final Map<Case, Place> seen = new HashMap<>();
    private final Map<Case, Place> beginnings = new HashMap<>();

    RuleConflicts(Verdict byDefault, Findings findings) {
        this.byDefault = byDefault;
        this.findings = findings;
    }

    void check(Profile profile, Target target) {
        for (int i = 0; i < profile.rules().size() && !findings.isFull(); i++) {
            if (profile.rules().get(i).in(target) == Presence.PRESENT) {
                for (Rule rule : profile.rules().get(i).rules()) {
                    check(rule, i);
                }
            }
        }
    }

    private void check(Rule rule, int index) {
        if (rule.conditions().always() || rule.verdict().equals(byDefault)) {
            return;
        }
        Place place = new Place(index, rule.verdict());
        List<Conditions> itsBeginnings = rule.conditions().beginnings();
        for (String name : rule.names()) {
            Case itself = new Case(name, rule.conditions());
            Place same = seen.putIfAbsent(itself, place);
            if (same != null && !same.verdict().equals(rule.verdict())) {
                add(
                        index,
                        name + " already has another action under the same conditions in spec.syscalls[" + same.index()
                                + "]; keep one of the two");
            }
            // What libseccomp has already, it takes again, whatever was added in between.
            Place longer = same == null ? beginnings.get(itself) : null;
            if (longer != null && !longer.verdict().equals(rule.verdict())) {
                add(
                        index,
                        name + " has another action under these conditions and more in spec.syscalls["
                                + longer.index()
                                + "], and libseccomp refuses to add the wider rule behind the narrower; keep one"
                                + " of the two");
            }
            itsBeginnings.forEach(beginning -> beginnings.putIfAbsent(new Case(name, beginning), place));
        }
    }

    private void add(int index, String message) {
        findings.add(Finding.Code.CONFLICTING_RULES, "spec.syscalls[" + index + "]", message);
    }
}
