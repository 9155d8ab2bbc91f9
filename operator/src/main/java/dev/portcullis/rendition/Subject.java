package dev.portcullis.rendition;

/**
 * The object that something is rendered from. Objects of different kinds may have the same name.
 *
 * @param kind its kind
 * @param name its name; the kinds are cluster-scoped
 */
public record Subject(Kind kind, String name) {

    /** A SeccompProfile. */
    public static Subject profile(String name) {
        return new Subject(Kind.SECCOMP_PROFILE, name);
    }

    /** A CapabilityPolicy. */
    public static Subject policy(String name) {
        return new Subject(Kind.CAPABILITY_POLICY, name);
    }

    /** A SyscallBlock. */
    public static Subject block(String name) {
        return new Subject(Kind.SYSCALL_BLOCK, name);
    }

    /** A ProfileObservation. */
    public static Subject observation(String name) {
        return new Subject(Kind.PROFILE_OBSERVATION, name);
    }

    @Override
    public String toString() {
        return kind.label() + " " + name;
    }
}
