package dev.portcullis.capability;

import java.util.Optional;

/**
 * The transformation of a thread's capabilities by execve(2): capabilities(7), "Transformation of capabilities during
 * execve()", "Safety checking for capability-dumb binaries", "Capabilities and execution of programs by root" and
 * "Set-user-ID-root programs that have file capabilities"; security/commoncap.c, cap_bprm_creds_from_file and what it
 * calls. Nobody traces the thread, and its groups don't change.
 *
 * <p>If real and effective user ID differ before execve, older kernels treat every program as if it had the set-user-ID
 * bit; here it is as in Linux 6.18. Container runtimes set both alike.
 */
final class Execve {

    private final ThreadCapabilities before;
    private final Program program;
    private final boolean effectiveRoot;

    private Execve(ThreadCapabilities before, Program program) {
        this.before = before;
        this.program = program;
        Credentials credentials = before.credentials();
        // With no_new_privs the kernel ignores the set-user-ID bit (fs/exec.c, bprm_fill_uid).
        this.effectiveRoot = credentials.effectiveRoot() || (program.setUserIdRoot() && !credentials.noNewPrivileges());
    }

    static Optional<ThreadCapabilities> of(ThreadCapabilities before, Program program) {
        Execve execve = new Execve(before, program);
        return execve.isRefused() ? Optional.empty() : Optional.of(execve.after());
    }

    /** The check comes before root's privileges and before no_new_privs, so it applies to root too. */
    private boolean isRefused() {
        FileCapabilities file = program.capabilities();
        return file != null && file.effective() && !ofFile().containsAll(file.permitted());
    }

    private ThreadCapabilities after() {
        CapabilitySet gained = rootIsPrivileged() ? before.bounding().union(before.inheritable()) : ofFile();
        boolean more = !before.permitted().containsAll(gained);
        boolean downgraded = more && before.credentials().noNewPrivileges();
        CapabilitySet limited = downgraded ? gained.intersect(before.permitted()) : gained;
        CapabilitySet ambient = isPrivilegedFile() ? CapabilitySet.NONE : before.ambient();
        CapabilitySet permitted = limited.union(ambient);
        return new ThreadCapabilities(
                before.inheritable(),
                permitted,
                startsEffective() ? permitted : ambient,
                before.bounding(),
                ambient,
                new Credentials(
                        before.credentials().root(),
                        downgraded ? before.credentials().root() : effectiveRoot,
                        before.credentials().noNewPrivileges(),
                        before.credentials().noRoot()));
    }

    private CapabilitySet ofFile() {
        FileCapabilities file = program.capabilities();
        return file == null
                ? CapabilitySet.NONE
                : file.permitted()
                        .intersect(before.bounding())
                        .union(file.inheritable().intersect(before.inheritable()));
    }

    /** For root, every file has all permitted and inheritable capabilities. */
    private boolean rootIsPrivileged() {
        return rootCounts() && (before.credentials().root() || effectiveRoot);
    }

    /** Root's real user ID alone sets no effective bit. */
    private boolean startsEffective() {
        FileCapabilities file = program.capabilities();
        return (file != null && file.effective()) || (rootCounts() && effectiveRoot);
    }

    /** A set-user-ID-root program with file capabilities gives other users only these. */
    private boolean rootCounts() {
        boolean mixed = program.capabilities() != null
                && effectiveRoot
                && !before.credentials().root();
        return !before.credentials().noRoot() && !mixed;
    }

    /** Such a file clears the ambient set, even if its capabilities are empty. */
    private boolean isPrivilegedFile() {
        return program.capabilities() != null
                || effectiveRoot != before.credentials().effectiveRoot();
    }
}
