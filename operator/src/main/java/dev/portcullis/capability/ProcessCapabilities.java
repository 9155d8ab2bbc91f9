package dev.portcullis.capability;

/**
 * The object {@code process.capabilities} of an OCI configuration.
 *
 * @param bounding the limit; nothing inheritable may lie outside it
 * @param effective within permitted
 * @param inheritable the capabilities that the container's process may pass on to files with inheritable capabilities
 * @param permitted the capabilities of the process until it becomes the container's program
 * @param ambient the capabilities of programs without privileges, as far as they are permitted and inheritable
 */
public record ProcessCapabilities(
        CapabilitySet bounding,
        CapabilitySet effective,
        CapabilitySet inheritable,
        CapabilitySet permitted,
        CapabilitySet ambient) {

    /**
     * Checks what the kernel demands of runc (security/commoncap.c, cap_capset).
     *
     * @throws IllegalArgumentException if no runtime can start such a container
     */
    public ProcessCapabilities {
        if (!bounding.containsAll(inheritable)) {
            throw new IllegalArgumentException("a container cannot start with " + inheritable.minus(bounding)
                    + " inheritable and not in the bounding set; name the capabilities to add one by one");
        }
        if (!permitted.containsAll(effective)) {
            throw new IllegalArgumentException(
                    "a container cannot start with " + effective.minus(permitted) + " effective and not permitted");
        }
    }

    /**
     * The sets of runc and crun right before they execute the container's program: they lower the bounding set, change
     * the user while keeping capabilities, set these sets, and raise as much of the ambient set as they can (runc
     * {@code libcontainer/init_linux.go}, finalizeNamespace, and {@code libcontainer/capabilities}, ApplyCaps). So
     * users other than root have the permitted set here too, and only {@link ThreadCapabilities#execve} takes it away.
     *
     * @param credentials the container's user, and {@code no_new_privs}
     */
    public ThreadCapabilities applied(Credentials credentials) {
        return new ThreadCapabilities(
                inheritable,
                permitted,
                effective,
                bounding,
                ambient.intersect(permitted).intersect(inheritable),
                credentials);
    }

    /** One of the five sets. */
    public CapabilitySet get(ThreadSet set) {
        return switch (set) {
            case INHERITABLE -> inheritable;
            case PERMITTED -> permitted;
            case EFFECTIVE -> effective;
            case BOUNDING -> bounding;
            case AMBIENT -> ambient;
        };
    }
}
