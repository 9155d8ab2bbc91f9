package dev.portcullis.seccomp;

/** Whether a rule is in the filter, and if not, which of its conditions keeps it out. */
public enum Presence {
    /** It is in the filter. */
    PRESENT,
    /** It is for other architectures. */
    ARCHITECTURE,
    /** It needs a capability that the container does not have. */
    MISSING_CAPABILITY,
    /** It is for containers without a capability that this one has. */
    EXCLUDED_CAPABILITY,
    /** It is for older or for newer kernels. */
    KERNEL
}
