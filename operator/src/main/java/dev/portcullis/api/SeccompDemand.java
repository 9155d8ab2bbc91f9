package dev.portcullis.api;

import java.util.Arrays;
import java.util.List;

/** A policy's demand on the {@code seccompProfile} of pods and containers. */
public enum SeccompDemand {
    /** Nothing. */
    ANY("Any"),
    /** No {@code Unconfined}; a missing profile is fine (Pod Security Standards, baseline). */
    NOT_UNCONFINED("NotUnconfined"),
    /** Every container has {@code RuntimeDefault} or {@code Localhost}, its own or the pod's (restricted). */
    CONFINED("Confined"),
    /** Every container has this policy's file. */
    PROFILE("Profile");

    private final String word;

    SeccompDemand(String word) {
        this.word = word;
    }

    /**
     * Reads the word of a manifest.
     *
     * @throws IllegalArgumentException if it is none of the words
     */
    public static SeccompDemand of(String word) {
        return Arrays.stream(values())
                .filter(d -> d.word.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + word + "\" is none of " + String.join(", ", words())));
    }

    /** The word in manifests. */
    public String word() {
        return word;
    }

    private static List<String> words() {
        return Arrays.stream(values()).map(SeccompDemand::word).toList();
    }
}
