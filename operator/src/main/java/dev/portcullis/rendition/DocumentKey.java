package dev.portcullis.rendition;

import java.util.regex.Pattern;

/**
 * The keys of a rendition's documents in a ConfigMap's data: {@value #NEUTRAL} for every node, {@code
 * profile.<goarch>.json} for the nodes of one architecture as Go names it, such as {@code profile.arm64.json}, and
 * {@value #CAPABILITIES} for the capabilities of a policy.
 */
public final class DocumentKey {

    /** The seccomp document for nodes whose architecture has no variant. */
    public static final String NEUTRAL = "profile.json";

    /** The capabilities of a policy's containers. */
    public static final String CAPABILITIES = "capabilities.json";

    private static final String START = "profile.";
    private static final String END = ".json";

    /** The form of all of Go's names; only the node knows which is its own. */
    private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9]{1,32}");

    private DocumentKey() {}

    /**
     * The key of this architecture's document.
     *
     * @throws IllegalArgumentException when Go has no architecture of such a name
     */
    public static String ofArchitecture(String architecture) {
        if (!ARCHITECTURE.matcher(architecture).matches()) {
            throw new IllegalArgumentException(
                    "\"" + architecture + "\" is not an architecture as Go names it, for example arm64");
        }
        return START + architecture + END;
    }

    /** Returns whether this is the key of a variant. */
    static boolean isOfArchitecture(String key) {
        return key.length() > START.length() + END.length()
                && key.startsWith(START)
                && key.endsWith(END)
                && ARCHITECTURE.matcher(architecture(key)).matches();
    }

    /** The architecture of a variant's key ({@link #isOfArchitecture}). */
    static String architecture(String key) {
        return key.substring(START.length(), key.length() - END.length());
    }
}
