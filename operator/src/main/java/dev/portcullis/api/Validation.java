package dev.portcullis.api;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consequence for a pod that breaks a policy. */
public enum Validation {
    /** Nothing. */
    OFF("Off"),
    /** The API server's audit log records it. */
    AUDIT("Audit"),
    /** The creator of the pod is warned. */
    WARN("Warn"),
    /** The pod is refused. */
    DENY("Deny");

    private final String word;

    Validation(String word) {
        this.word = word;
    }

    /**
     * Reads the word of a manifest. {@code false} is {@link #OFF}, because YAML 1.1 reads an unquoted {@code Off} so;
     * null is too.
     *
     * @throws IllegalArgumentException if it is an unknown word
     */
    public static Validation of(@Nullable String word) {
        if (word == null || word.equals("false")) {
            return OFF;
        }
        return Arrays.stream(values())
                .filter(v -> v.word.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + word + "\" is none of " + String.join(", ", words())));
    }

    /** The word in manifests. */
    public String word() {
        return word;
    }

    private static List<String> words() {
        return Arrays.stream(values()).map(Validation::word).toList();
    }
}
