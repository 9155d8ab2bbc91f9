package dev.portcullis.seccomp;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what would make a runtime refuse a profile, before the profile reaches a node. */
final class Checks {

    private final Path listenerDirectory;

    Checks(Path listenerDirectory) {
        this.listenerDirectory = listenerDirectory;
    }

    /** Checks a profile as it will be resolved for these targets. */
    void check(Profile profile, Collection<Target> targets, Findings findings) {
        notify(profile, findings);
        listenerPath(profile, findings);
        targets.forEach(target -> new RuleConflicts(profile.defaultVerdict(), findings).check(profile, target));
    }

    /** Source: InitSeccomp in runc's libcontainer/seccomp/seccomp_linux.go. */
    private static void notify(Profile profile, Findings findings) {
        if (profile.defaultVerdict().action() == Action.NOTIFY) {
            findings.add(
                    Finding.Code.NOTIFY_NOT_POSSIBLE,
                    "spec.defaultAction",
                    "SCMP_ACT_NOTIFY cannot be the default action; name the syscalls that are to be notified");
        }
        for (int i = 0; i < profile.rules().size(); i++) {
            if (profile.rules().get(i).rules().stream()
                    .anyMatch(rule -> rule.verdict().action() == Action.NOTIFY
                            && rule.names().contains("write"))) {
                findings.add(
                        Finding.Code.NOTIFY_NOT_POSSIBLE,
                        "spec.syscalls[" + i + "].names",
                        "write cannot have SCMP_ACT_NOTIFY, because the runtime itself writes before it hands over the"
                                + " notification descriptor; remove write from this rule");
            }
        }
    }

    private void listenerPath(Profile profile, Findings findings) {
        String path = profile.listenerPath();
        if (path == null) {
            if (profile.listenerMetadata() != null) {
                findings.add(
                        Finding.Code.CONTRADICTION,
                        "spec.listenerMetadata",
                        "listenerMetadata is sent to listenerPath; set that too, or remove this");
            }
        } else if (path.indexOf(0) >= 0 || !Path.of(path).normalize().startsWith(listenerDirectory)) {
            findings.add(
                    Finding.Code.LISTENER_PATH_NOT_ALLOWED,
                    "spec.listenerPath",
                    path + " is not below " + listenerDirectory
                            + ", the only directory for listener sockets in this cluster");
        }
    }

    /**
     * Finds rules of one profile that libseccomp refuses together with EEXIST, so that no container starts: two that
     * decide the same case differently, and a wider rule after a narrower one whose conditions begin with its own.
     */
    private static final class RuleConflicts {

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
                if (profile.rules().get(i).in(target) == ConditionalRule.Presence.PRESENT) {
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
                            name + " already has another action under the same conditions in spec.syscalls["
                                    + same.index() + "]; keep one of the two");
                }
                // libseccomp accepts a rule that it already has, whatever was added in between.
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
}
