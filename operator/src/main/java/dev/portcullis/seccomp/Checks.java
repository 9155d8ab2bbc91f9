package dev.portcullis.seccomp;

import java.nio.file.Path;
import java.util.Collection;

/** Finds what would make a runtime refuse a profile, before the profile reaches a node. */
final class Checks {

    private static final String WAIT_KILLABLE = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV";

    /** The end of the directory in which the sockets of observers are. */
    private static final Path OBSERVERS = Path.of("run/portcullis");

    private final Path listenerDirectory;

    Checks(Path listenerDirectory) {
        this.listenerDirectory = listenerDirectory;
    }

    /** Checks a profile as it will be resolved for these targets. */
    void check(Profile profile, Collection<Target> targets, Findings findings) {
        notify(profile, findings);
        listenerPath(profile, findings);
        targets.forEach(target -> BuildFindings.ofWritten(profile, target, findings));
    }

    /** Checks what a profile and its bases together become. */
    static void checkRendered(Profile profile, ProfileStack.Resolved resolved, Findings findings) {
        flags(profile, resolved.filter(), findings);
        BuildFindings.ofRendered(profile, resolved, findings);
    }

    /** Checks whether what a profile becomes can be observed: a filter has one listener. */
    static void checkObserved(Filter filter, Findings findings) {
        if (filter.rules().stream().anyMatch(rule -> rule.verdict().action() == Action.NOTIFY)) {
            findings.add(
                    Finding.Code.NOTIFY_NOT_POSSIBLE,
                    "spec.seccompProfile",
                    "the profile has rules with SCMP_ACT_NOTIFY for a listener of its own, and a container has one listener"
                            + " alone: observe a profile without such rules");
        }
    }

    /** Source: seccomp_set_mode_filter in the kernel's kernel/seccomp.c; filterFlags in runc's patchbpf/enosys_linux.go. */
    private static void flags(Profile profile, Filter filter, Findings findings) {
        boolean notifies =
                filter.rules().stream().anyMatch(rule -> rule.verdict().action() == Action.NOTIFY);
        if (filter.flags().contains(WAIT_KILLABLE) && !notifies) {
            findings.add(
                    Finding.Code.NEEDS_NOTIFY,
                    profile.flags().contains(WAIT_KILLABLE) ? "spec.flags" : "spec.baseProfiles",
                    WAIT_KILLABLE
                            + " is about calls that wait for a listener, and no rule has SCMP_ACT_NOTIFY; the kernel"
                            + " refuses the filter (EINVAL), and no container starts: remove the flag, or add a rule that"
                            + " notifies");
        }
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
        } else if (isOfObservers(Path.of(path).normalize())) {
            findings.add(
                    Finding.Code.LISTENER_PATH_NOT_ALLOWED,
                    "spec.listenerPath",
                    path
                            + " is in the directory of the observers' sockets, for documents of ProfileObservations alone: put"
                            + " your listener's socket elsewhere");
        }
    }

    /** Returns whether a path is at or below the observers' directory, under whichever name of it: /var/run is /run. */
    private static boolean isOfObservers(Path path) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (at.endsWith(OBSERVERS)) {
                return true;
            }
        }
        return false;
    }
}
