package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.MalformedRenditionException;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.StagedCarrier;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that one ConfigMap asks one node to keep.
 *
 * @param configMap its name
 * @param revision its resourceVersion
 * @param nodes the nodes that they are for
 * @param parts one for each file that it asks for, none in a tombstone; files that it could carry but omits are removed
 */
record NodeDelivery(String configMap, long revision, NodeSelector nodes, List<Part> parts) {

    /** Begins the key of a ConfigMap without a safe file name; no file is in a directory of that name. */
    private static final String STAND_IN = "configmap/";

    /** One file, and the document for this node or the reason for having none. */
    sealed interface Part {

        /** The file's key in the inventory: its name, or a stand-in when there is no safe one. */
        String key();
    }

    /** A document with the digest that was promised. */
    record Good(FileName file, String document, String sha256) implements Part {

        @Override
        public String key() {
            return file.value();
        }
    }

    /** A file without a document that may be written: tried again later. */
    record Unusable(String key, FileFailure failure) implements Part {}

    /** A file whose document this node cannot use, however often it is tried. */
    record Unsuitable(String key, FileFailure failure) implements Part {}

    /** Reads a ConfigMap for a node; whatever is wrong with it becomes a failure of its files. */
    static NodeDelivery of(ConfigMap configMap, NodeInfo node) {
        return new NodeDelivery(
                configMap.getMetadata().getName(),
                Carrier.revision(configMap),
                // A tombstone has none, and a carrier with one that cannot be read has no part that can.
                Carrier.promisedNodes(configMap),
                Tombstone.is(configMap) ? List.of() : parts(configMap, node));
    }

    /** The inventory keys of all files that this ConfigMap could carry. */
    List<String> keys() {
        return keys(configMap);
    }

    /** The inventory keys of all files that a ConfigMap of this name could carry; at least one. */
    static List<String> keys(String configMap) {
        List<String> files = Stream.of(Kind.values())
                .flatMap(kind -> kind.objectName(configMap).stream().flatMap(object -> files(kind, object)))
                .flatMap(file -> FileName.of(file).stream())
                .map(FileName::value)
                .toList();
        return files.isEmpty() ? List.of(STAND_IN + configMap) : files;
    }

    /** The name of the ConfigMap that carries, or should carry, the file with this inventory key. */
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
        ConfigMap seen;
        Rendition rendition;
        try {
            seen = StagedCarrier.seenBy(node.name(), configMap);
            rendition = Carrier.read(seen);
        } catch (MalformedRenditionException e) {
            return malformed(name, String.valueOf(e.getMessage()));
        }
        List<Part> parts = rendition.files().stream()
                .flatMap(file -> FileName.of(rendition.path(file)).stream().map(path -> part(seen, file, path, node)))
                .toList();
        // All names of an object's files are safe, or none is.
        return parts.size() == rendition.files().size()
                ? parts
                : malformed(name, name + ": \"" + rendition.name() + "\" cannot be the name of a file");
    }

    private static Part part(ConfigMap configMap, RenderedFile file, FileName path, NodeInfo node) {
        KernelVersion minKernel = file.minKernel();
        if (minKernel != null && node.isOlderThan(minKernel)) {
            return new Unsuitable(
                    path.value(),
                    FailureReason.KERNEL_TOO_OLD.of(
                            path.value(), "needs kernel " + minKernel + ", this node runs " + node.kernelVersion()));
        }
        String document = file.documentFor(node.architecture());
        String documentKey = file.keyFor(node.architecture());
        String promised = Carrier.promisedDigest(configMap, documentKey);
        String actual = Digest.sha256(document);
        if (!actual.equals(promised)) {
            return new Unusable(
                    path.value(),
                    FailureReason.BAD_DIGEST.of(
                            path.value(),
                            configMap.getMetadata().getName() + ": the digest of " + documentKey + " is " + actual
                                    + ", promised was " + promised));
        }
        return new Good(path, document, actual);
    }

    /** Makes a failure of every file that could be meant, so that whichever is there stays. */
    private static List<Part> malformed(String configMap, String message) {
        return keys(configMap).stream()
                .<Part>map(key -> new Unusable(key, FailureReason.MALFORMED_RENDITION.of(key, message)))
                .toList();
    }
}
