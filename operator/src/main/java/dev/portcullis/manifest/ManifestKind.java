package dev.portcullis.manifest;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of objects that people write. */
public enum ManifestKind {
    /** {@link dev.portcullis.api.SeccompProfile}. */
    SECCOMP_PROFILE("SeccompProfile", "profile", Problem.NO_PROFILE),
    /** {@link dev.portcullis.api.CapabilityPolicy}. */
    CAPABILITY_POLICY("CapabilityPolicy", "policy", Problem.NO_POLICY),
    /** {@link dev.portcullis.api.SyscallBlock}. */
    SYSCALL_BLOCK("SyscallBlock", "block", Problem.NO_BLOCK),
    /** {@link dev.portcullis.api.ProfileObservation}. */
    PROFILE_OBSERVATION("ProfileObservation", "observation", Problem.NO_OBSERVATION);

    private final String label;
    private final String noun;
    private final Problem absence;

    ManifestKind(String label, String noun, Problem absence) {
        this.label = label;
        this.noun = noun;
        this.absence = absence;
    }

    /** The kind with this label. */
    static Optional<ManifestKind> ofLabel(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /** The {@code kind} in manifests. */
    public String label() {
        return label;
    }

    /** The noun in messages: {@code profile}, {@code policy}, {@code block} or {@code observation}. */
    public String noun() {
        return noun;
    }

    /** The problem of a file without such an object. */
    Problem absence() {
        return absence;
    }
}
