package dev.portcullis.capability;

/**
 * The properties of a thread, beside its sets, that execve looks at.
 *
 * @param root whether its real user ID is 0, in its user namespace
 * @param effectiveRoot whether its effective user ID is 0
 * @param noNewPrivileges whether prctl(2)'s {@code no_new_privs} is set: {@code allowPrivilegeEscalation: false}
 * @param noRoot whether {@code SECBIT_NOROOT} is set, so that user ID 0 is like any other; execve ignores other
 *     securebits
 */
public record Credentials(boolean root, boolean effectiveRoot, boolean noNewPrivileges, boolean noRoot) {

    /** User ID 0. */
    public static final Credentials ROOT = new Credentials(true, true, false, false);

    /** Any other user ID. */
    public static final Credentials NON_ROOT = new Credentials(false, false, false, false);

    /** The same credentials with {@code no_new_privs}. */
    public Credentials withNoNewPrivileges() {
        return new Credentials(root, effectiveRoot, true, noRoot);
    }
}
