package dev.portcullis.rendition;

import dev.portcullis.api.KernelVersion;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one file, of which a node gets one.
 *
 * @param content the content that they hold
 * @param document the text of the file for nodes without a variant
 * @param variants the documents for the nodes of an architecture, by its name in Go; those equal to {@code document}
 *     are dropped
 * @param minKernel the oldest kernel that the documents may be used with; null when none was assumed
 */
public record RenderedFile(
        Content content,
        String document,
        SortedMap<String, String> variants,
        @Nullable KernelVersion minKernel) {

    /** Copies the variants, and refuses variants of content that is the same everywhere. */
    public RenderedFile {
        if (!content.differsByPlatform() && !(variants.isEmpty() && minKernel == null)) {
            throw new IllegalArgumentException(content.neutralKey() + " is the same on every node");
        }
        SortedMap<String, String> different = new TreeMap<>(variants);
        different.values().removeIf(document::equals);
        variants = Collections.unmodifiableSortedMap(different);
    }

    /** A seccomp document with its variants. */
    public static RenderedFile seccomp(
            String document, SortedMap<String, String> variants, @Nullable KernelVersion minKernel) {
        return new RenderedFile(Content.SECCOMP, document, variants, minKernel);
    }

    /** The capabilities document of a policy. */
    public static RenderedFile capabilities(String document) {
        return new RenderedFile(Content.CAPABILITIES, document, Collections.emptySortedMap(), null);
    }

    /** The document for nodes of this architecture, as Go names it. */
    public String documentFor(String architecture) {
        return variants.getOrDefault(architecture, document);
    }

    /** The key of the document for nodes of this architecture, as Go names it. */
    public String keyFor(String architecture) {
        return variants.containsKey(architecture) ? DocumentKey.ofArchitecture(architecture) : content.neutralKey();
    }

    /** All documents by their {@link DocumentKey}. */
    public SortedMap<String, String> documents() {
        SortedMap<String, String> documents = new TreeMap<>();
        documents.put(content.neutralKey(), document);
        variants.forEach((architecture, variant) -> documents.put(DocumentKey.ofArchitecture(architecture), variant));
        return documents;
    }
}
