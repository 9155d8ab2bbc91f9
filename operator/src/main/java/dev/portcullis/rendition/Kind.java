package dev.portcullis.rendition;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of objects that are rendered to files. */
public enum Kind {
    /** {@link dev.portcullis.api.SeccompProfile}. */
    SECCOMP_PROFILE("SeccompProfile"),
    /** A CapabilityPolicy: its capabilities and, if it names a profile, that profile made for them. */
    CAPABILITY_POLICY("CapabilityPolicy"),
    /** A SyscallBlock: the file for pods that name no other, if it is for all pods. */
    SYSCALL_BLOCK("SyscallBlock"),
    /** A ProfileObservation: the file with which containers tell their calls to an observer. */
    PROFILE_OBSERVATION("ProfileObservation");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** The contents of such an object's files; every object has the first. */
    public List<Content> contents() {
        return switch (this) {
            case SECCOMP_PROFILE, SYSCALL_BLOCK, PROFILE_OBSERVATION -> List.of(Content.SECCOMP);
            case CAPABILITY_POLICY -> List.of(Content.CAPABILITIES, Content.SECCOMP);
        };
    }

    /** The file that every object of this kind has. */
    public Content mandatory() {
        return contents().getFirst();
    }

    /** The value of the label {@value Carrier#KIND_LABEL}. */
    public String label() {
        return label;
    }

    /** The name of the ConfigMap that carries the rendition of this object. */
    public String configMapName(String objectName) {
        return prefix() + objectName;
    }

    /** The object whose rendition a ConfigMap of this name carries, if the name has that form. */
    public Optional<String> objectName(String configMapName) {
        return configMapName.startsWith(prefix())
                ? Optional.of(configMapName.substring(prefix().length()))
                : Optional.empty();
    }

    private String prefix() {
        return label.toLowerCase(Locale.ROOT) + "-";
    }

    /** The kind with this label. */
    public static Optional<Kind> ofLabel(String label) {
        for (Kind kind : values()) {
            if (kind.label.equals(label)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
