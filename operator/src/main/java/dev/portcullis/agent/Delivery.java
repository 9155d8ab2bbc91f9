package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.MalformedRenditionException;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one ConfigMap asks of one node's directory.
 *
 * @param configMap its name
 * @param key what the agent remembers it by: the file's name, or a stand-in when it names no safe one
 * @param revision its resourceVersion
 * @param content the document, or why there is none for this node
 */
record Delivery(String configMap, String key, long revision, Content content) {

    /** What the file is to hold. */
    sealed interface Content {}

    /** A document that has the digest that was promised. */
    record Good(FileName file, String document, String sha256) implements Content {}

    /** Nothing that may be written. */
    record Unusable(FileFailure failure) implements Content {}

    /** Nothing that this node can use, however often it is tried. */
    record Unsuitable(FileFailure failure) implements Content {}

    /** Reads a ConfigMap for a node; whatever is wrong with it becomes a failure of its file. */
    static Delivery of(ConfigMap configMap, NodePlatform platform) {
        String name = configMap.getMetadata().getName();
        return new Delivery(name, key(name), Carrier.revision(configMap), content(configMap, name, platform));
    }

    /** What the agent remembers of the file after this. */
    FileEntry entry(@Nullable String sha256, @Nullable FileFailure failure) {
        return new FileEntry(configMap, revision, sha256, failure);
    }

    /** What the agent remembers a ConfigMap of this name by. */
    static String key(String configMap) {
        // The slash keeps stand-ins apart from names of files.
        return file(configMap).map(FileName::value).orElse("configmap/" + configMap);
    }

    private static Content content(ConfigMap configMap, String name, NodePlatform platform) {
        Rendition rendition;
        try {
            rendition = Carrier.read(configMap);
        } catch (MalformedRenditionException e) {
            return malformed(name, String.valueOf(e.getMessage()));
        }
        Optional<FileName> file = FileName.ofObject(rendition.name());
        if (file.isEmpty()) {
            return malformed(name, name + ": \"" + rendition.name() + "\" cannot be the name of a file");
        }
        KernelVersion minKernel = rendition.minKernel();
        if (minKernel != null && platform.isOlderThan(minKernel)) {
            return new Unsuitable(FailureReason.KERNEL_TOO_OLD.of(
                    key(name), "needs kernel " + minKernel + ", this node runs " + platform.kernelRelease()));
        }
        String document = rendition.documentFor(platform.architecture());
        String documentKey = rendition.keyFor(platform.architecture());
        String promised = Carrier.promisedDigest(configMap, documentKey);
        String actual = Digest.sha256(document);
        if (!actual.equals(promised)) {
            return new Unusable(FailureReason.BAD_DIGEST.of(
                    key(name),
                    name + ": the digest of " + documentKey + " is " + actual + ", promised was " + promised));
        }
        return new Good(file.get(), document, actual);
    }

    private static Unusable malformed(String configMap, String message) {
        return new Unusable(FailureReason.MALFORMED_RENDITION.of(key(configMap), message));
    }

    private static Optional<FileName> file(String configMap) {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> kind.objectName(configMap).stream())
                .findFirst()
                .flatMap(FileName::ofObject);
    }
}
