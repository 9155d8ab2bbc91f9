package dev.portcullis.rendition;

import java.util.Arrays;
import java.util.Optional;

/** The content of a rendered file, which decides its keys in a ConfigMap's data. */
public enum Content {
    /** A seccomp document: a neutral one and those of architectures, for kernels from some version on. */
    SECCOMP(DocumentKey.NEUTRAL, true),
    /** The OCI {@code process.capabilities} objects of a policy: the same for every node. */
    CAPABILITIES(DocumentKey.CAPABILITIES, false);

    private final String neutralKey;
    private final boolean platforms;

    Content(String neutralKey, boolean platforms) {
        this.neutralKey = neutralKey;
        this.platforms = platforms;
    }

    /** The key of the document for every node whose architecture has none of its own. */
    public String neutralKey() {
        return neutralKey;
    }

    /** Returns whether nodes of some architecture may get a document of their own, and old kernels none. */
    public boolean differsByPlatform() {
        return platforms;
    }

    /** The content whose document has this key. */
    static Optional<Content> ofKey(String key) {
        return Arrays.stream(values())
                .filter(content ->
                        key.equals(content.neutralKey) || (content.platforms && DocumentKey.isOfArchitecture(key)))
                .findFirst();
    }

    /** The keys that it may have, for messages. */
    String keys() {
        return platforms ? neutralKey + " nor profile.ARCHITECTURE.json" : neutralKey;
    }
}
