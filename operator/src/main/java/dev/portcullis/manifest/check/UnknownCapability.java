package dev.portcullis.manifest.check;

import dev.portcullis.capability.Capability;
import dev.portcullis.wording.EditDistance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Says that a word names no capability, and which one may be meant. */
public final class UnknownCapability {

    private static final String PREFIX = "CAP_";
    private static final String ALL = "ALL";

    private UnknownCapability() {}

    /** The message; the hint is written as the word was, with {@code CAP_} or without. */
    public static String message(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        boolean prefixed = upper.startsWith(PREFIX);
        if (upper.equals(PREFIX + ALL)) {
            return word + " is no capability name; write " + ALL;
        }
        List<String> names =
                Arrays.stream(Capability.values()).map(Capability::name).toList();
        return "Linux has no capability " + word
                + EditDistance.nearest(prefixed ? upper.substring(PREFIX.length()) : upper, names)
                        .map(name -> "; did you mean " + (prefixed ? PREFIX : "") + name + "?")
                        .orElse("");
    }
}
