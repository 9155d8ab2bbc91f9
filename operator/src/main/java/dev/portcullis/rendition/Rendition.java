package dev.portcullis.rendition;

import dev.portcullis.api.KernelVersion;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rendered documents of one object, on their way from the operator to the agents.
 *
 * @param kind what was rendered
 * @param name the object's name
 * @param generation the generation of the object's spec that was rendered
 * @param document the bytes of a node's file, as text in UTF-8, where no variant says otherwise
 * @param variants the document for the nodes of an architecture, by its name in Go; those that differ from
 *     {@code document} only: equal ones are dropped
 * @param minKernel the oldest kernel that the documents may be used with; null when none was assumed
 */
public record Rendition(
        Kind kind,
        String name,
        long generation,
        String document,
        SortedMap<String, String> variants,
        @Nullable KernelVersion minKernel) {

    /** The agent's directory below the kubelet's seccomp root; pods write it in front of the file. */
    public static final String DIRECTORY = "portcullis";

    /** Keeps a copy of the variants. */
    public Rendition {
        SortedMap<String, String> different = new TreeMap<>(variants);
        different.values().removeIf(document::equals);
        variants = Collections.unmodifiableSortedMap(different);
    }

    /** The name of the node's file below {@link #DIRECTORY}. */
    public static String fileName(String objectName) {
        return objectName + ".json";
    }

    /** The object whose file has this name. */
    public static String objectOfFile(String fileName) {
        return fileName.endsWith(".json") ? fileName.substring(0, fileName.length() - ".json".length()) : fileName;
    }

    /** What pods write as {@code localhostProfile}. */
    public static String localhostProfile(String objectName) {
        return DIRECTORY + "/" + fileName(objectName);
    }

    /** The document for nodes of this architecture, as Go names it. */
    public String documentFor(String architecture) {
        return variants.getOrDefault(architecture, document);
    }

    /** The key of the document for nodes of this architecture, as Go names it. */
    public String keyFor(String architecture) {
        return variants.containsKey(architecture) ? DocumentKey.ofArchitecture(architecture) : DocumentKey.NEUTRAL;
    }

    /** All documents by their {@link DocumentKey}. */
    public SortedMap<String, String> documents() {
        SortedMap<String, String> documents = new TreeMap<>();
        documents.put(DocumentKey.NEUTRAL, document);
        variants.forEach((architecture, variant) -> documents.put(DocumentKey.ofArchitecture(architecture), variant));
        return documents;
    }

    /** The digests of all documents by their {@link DocumentKey}. */
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = documents();
        digests.replaceAll((key, text) -> Digest.sha256(text));
        return digests;
    }
}
