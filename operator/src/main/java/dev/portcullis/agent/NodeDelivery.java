package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.MalformedRenditionException;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one ConfigMap asks of one node's directory.
 *
 * @param configMap its name
 * @param revision its resourceVersion
 * @param released whether its object was deleted and let go, so that all its files may go
 * @param parts what it asks of each file; a file that it might carry and says nothing of is not to be there
 */
record NodeDelivery(String configMap, long revision, boolean released, List<Part> parts) {

    /** No file is in a directory of that name. */
    private static final String STAND_IN = "configmap/";

    /**
     * What is asked of one file.
     *
     * @param key what the agent remembers it by: the file's name, or a stand-in when there is no safe one
     * @param content the document, or why there is none for this node
     */
    record Part(String key, Content content) {}

    /** What the file is to hold. */
    sealed interface Content {}

    /** A document that has the digest that was promised. */
    record Good(FileName file, String document, String sha256) implements Content {}

    /** Nothing that may be written. */
    record Unusable(FileFailure failure) implements Content {}

    /** Nothing that this node can use, however often it is tried. */
    record Unsuitable(FileFailure failure) implements Content {}

    /** Reads a ConfigMap for a node; whatever is wrong with it becomes a failure of its files. */
    static NodeDelivery of(ConfigMap configMap, NodeInfo node) {
        boolean released = Tombstone.is(configMap);
        return new NodeDelivery(
                configMap.getMetadata().getName(),
                Carrier.revision(configMap),
                released,
                released ? List.of() : parts(configMap, node));
    }

    /** What the agent remembers of a file after this. */
    FileEntry entry(@Nullable String sha256, @Nullable FileFailure failure) {
        return new FileEntry(configMap, revision, sha256, failure);
    }

    /** What the agent remembers the files by that this ConfigMap might carry. */
    List<String> keys() {
        return keys(configMap);
    }

    /** What the agent remembers the files by that a ConfigMap of this name might carry; at least one. */
    static List<String> keys(String configMap) {
        List<String> files = Stream.of(Kind.values())
                .flatMap(kind -> kind.objectName(configMap).stream().flatMap(object -> files(kind, object)))
                .flatMap(file -> FileName.of(file).stream())
                .map(FileName::value)
                .toList();
        return files.isEmpty() ? List.of(STAND_IN + configMap) : files;
    }

    /** The name of the ConfigMap that carries the file that the agent remembers by this, or is to. */
    static String configMap(String key) {
        return FilePath.of(key)
                .map(file -> file.kind().configMapName(file.object()))
                .orElseGet(() -> key.startsWith(STAND_IN) ? key.substring(STAND_IN.length()) : "");
    }

    private static Stream<FilePath> files(Kind kind, String object) {
        return kind.contents().stream().map(content -> new FilePath(kind, object, content));
    }

    private static List<Part> parts(ConfigMap configMap, NodeInfo node) {
        String name = configMap.getMetadata().getName();
        Rendition rendition;
        try {
            rendition = Carrier.read(configMap);
        } catch (MalformedRenditionException e) {
            return malformed(name, String.valueOf(e.getMessage()));
        }
        List<Part> parts = rendition.files().stream()
                .flatMap(file -> FileName.of(rendition.path(file)).stream()
                        .map(path -> new Part(path.value(), content(configMap, file, path, node))))
                .toList();
        // All names of an object's files are safe, or none is.
        return parts.size() == rendition.files().size()
                ? parts
                : malformed(name, name + ": \"" + rendition.name() + "\" cannot be the name of a file");
    }

    private static Content content(ConfigMap configMap, RenderedFile file, FileName path, NodeInfo node) {
        KernelVersion minKernel = file.minKernel();
        if (minKernel != null && node.isOlderThan(minKernel)) {
            return new Unsuitable(FailureReason.KERNEL_TOO_OLD.of(
                    path.value(), "needs kernel " + minKernel + ", this node runs " + node.kernelVersion()));
        }
        String document = file.documentFor(node.architecture());
        String documentKey = file.keyFor(node.architecture());
        String promised = Carrier.promisedDigest(configMap, documentKey);
        String actual = Digest.sha256(document);
        if (!actual.equals(promised)) {
            return new Unusable(FailureReason.BAD_DIGEST.of(
                    path.value(),
                    configMap.getMetadata().getName() + ": the digest of " + documentKey + " is " + actual
                            + ", promised was " + promised));
        }
        return new Good(path, document, actual);
    }

    /** Nobody knows which files were meant, so whichever is there stays. */
    private static List<Part> malformed(String configMap, String message) {
        return keys(configMap).stream()
                .map(key -> new Part(key, new Unusable(FailureReason.MALFORMED_RENDITION.of(key, message))))
                .toList();
    }
}
