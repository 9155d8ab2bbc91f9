package dev.portcullis.seccomp;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What would make a runtime refuse a profile on the node, found before it gets there. */
final class Checks {

    private final Path listenerDirectory;

    Checks(Path listenerDirectory) {
        this.listenerDirectory = listenerDirectory;
    }

    /** Looks at a profile as it will be resolved for these targets. */
    void check(Profile profile, Collection<Target> targets, Findings findings) {
        notify(profile, findings);
        listenerPath(profile, findings);
        targets.forEach(target -> conflicts(profile, target, findings));
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

    /** libseccomp answers EEXIST to the second of two such rules, and the container does not start. */
    private static void conflicts(Profile profile, Target target, Findings findings) {
        record Case(String name, Conditions conditions) {}
        record Place(int index, Verdict verdict) {}
        Map<Case, Place> first = new HashMap<>();
        for (int i = 0; i < profile.rules().size(); i++) {
            if (profile.rules().get(i).in(target) != Presence.PRESENT) {
                continue;
            }
            for (Rule rule : profile.rules().get(i).rules()) {
                if (rule.conditions().always() || rule.verdict().equals(profile.defaultVerdict())) {
                    continue;
                }
                for (String name : rule.names()) {
                    Place other = first.putIfAbsent(new Case(name, rule.conditions()), new Place(i, rule.verdict()));
                    if (other != null && !other.verdict().equals(rule.verdict())) {
                        findings.add(
                                Finding.Code.CONFLICTING_RULES,
                                "spec.syscalls[" + i + "]",
                                name + " already has another action under the same conditions in spec.syscalls["
                                        + other.index() + "]; keep one of the two");
                    }
                }
            }
        }
    }
}
