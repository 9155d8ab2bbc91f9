package dev.portcullis.rendition;

import java.util.Arrays;
import java.util.Optional;

/** The content of a rendered file, which decides its keys in a ConfigMap's data. */
public enum Content {
    /** A seccomp document: a neutral one and variants for architectures, from some kernel version on. */
    SECCOMP(DocumentKey.NEUTRAL, true),
    /** The OCI {@code process.capabilities} objects of a policy: the same for every node. */
    CAPABILITIES(DocumentKey.CAPABILITIES, false);

    private final String neutralKey;
    private final boolean platforms;

    Content(String neutralKey, boolean platforms) {
        this.neutralKey = neutralKey;
        this.platforms = platforms;
    }

    /** The key of the document for nodes whose architecture has no variant. */
    public String neutralKey() {
        return neutralKey;
    }

    /** Returns whether architectures may have variants, and old kernels no document. */
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

    /** The keys that it can have, for messages. */
    String keys() {
        return platforms ? neutralKey + " nor profile.ARCHITECTURE.json" : neutralKey;
    }
}
