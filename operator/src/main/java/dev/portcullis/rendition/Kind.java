package dev.portcullis.rendition;

import java.util.Locale;
import java.util.Optional;

/** The kinds of objects that are rendered to files. */
public enum Kind {
    /** {@link dev.portcullis.api.SeccompProfile}. */
    SECCOMP_PROFILE("SeccompProfile");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** The value of the label {@value Carrier#KIND_LABEL}. */
    public String label() {
        return label;
    }

    /** The name of the ConfigMap that carries the rendition of this object. */
    public String configMapName(String objectName) {
        return prefix() + objectName;
    }

    /** The object whose rendition a ConfigMap of this name carries, when it follows the rule. */
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
