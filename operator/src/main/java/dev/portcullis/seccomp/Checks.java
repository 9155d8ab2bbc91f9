package dev.portcullis.seccomp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What would make a runtime refuse a profile on the node, found before it gets there. */
final class Checks {

    private final Path listenerDirectory;

    Checks(Path listenerDirectory) {
        this.listenerDirectory = listenerDirectory;
    }

    List<Finding> errors(Profile profile) {
        List<Finding> findings = new ArrayList<>();
        notify(profile, findings);
        listenerPath(profile, findings);
        conflicts(profile, findings);
        return findings;
    }

    /** Source: InitSeccomp in runc's libcontainer/seccomp/seccomp_linux.go. */
    private static void notify(Profile profile, List<Finding> findings) {
        if (profile.defaultVerdict().action() == Action.NOTIFY) {
            findings.add(new Finding(
                    Finding.Code.NOTIFY_NOT_POSSIBLE,
                    "spec.defaultAction",
                    "SCMP_ACT_NOTIFY cannot be the default action; name the syscalls that are to be notified"));
        }
        for (int i = 0; i < profile.rules().size(); i++) {
            Rule rule = profile.rules().get(i);
            if (rule.verdict().action() == Action.NOTIFY && rule.names().contains("write")) {
                findings.add(new Finding(
                        Finding.Code.NOTIFY_NOT_POSSIBLE,
                        "spec.syscalls[" + i + "].names",
                        "write cannot have SCMP_ACT_NOTIFY, because the runtime itself writes before it hands over the"
                                + " notification descriptor; remove write from this rule"));
            }
        }
    }

    private void listenerPath(Profile profile, List<Finding> findings) {
        String path = profile.listenerPath();
        if (path != null && !Path.of(path).normalize().startsWith(listenerDirectory)) {
            findings.add(new Finding(
                    Finding.Code.LISTENER_PATH_NOT_ALLOWED,
                    "spec.listenerPath",
                    path + " is not below " + listenerDirectory
                            + ", the only directory for listener sockets in this cluster"));
        }
    }

    /** libseccomp answers EEXIST to the second of two such rules, and the container does not start. */
    private static void conflicts(Profile profile, List<Finding> findings) {
        record Case(String name, List<Condition> conditions) {}
        Map<Case, Integer> first = new HashMap<>();
        for (int i = 0; i < profile.rules().size(); i++) {
            Rule rule = profile.rules().get(i);
            if (rule.conditions().isEmpty() || rule.verdict().means(profile.defaultVerdict())) {
                continue;
            }
            for (String name : rule.names()) {
                Integer other = first.putIfAbsent(new Case(name, rule.conditions()), i);
                if (other != null && !profile.rules().get(other).verdict().means(rule.verdict())) {
                    findings.add(new Finding(
                            Finding.Code.CONFLICTING_RULES,
                            "spec.syscalls[" + i + "]",
                            name + " already has another action under the same conditions in spec.syscalls[" + other
                                    + "]; keep one of the two"));
                }
            }
        }
    }
}
