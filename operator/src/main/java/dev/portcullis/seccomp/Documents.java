package dev.portcullis.seccomp;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the documents of a profile, as long as they fit together into what carries them to the nodes. */
final class Documents {

    private final Map<String, String> comment;
    private final SortedMap<String, String> variants = new TreeMap<>();
    private String document = "";
    private int bytes;

    /** @param comment stands in each */
    Documents(Map<String, String> comment) {
        this.comment = comment;
    }

    /** Writes one more: the first is for all nodes, any other for those of an architecture. */
    void add(Resolved one) {
        String text =
                Document.of(one.filter(), comment, Renderer.MAX_DOCUMENT_BYTES).orElse("");
        if (text.isEmpty()) {
            bytes = Integer.MAX_VALUE;
        } else if (document.isEmpty()) {
            document = text;
            bytes = bytes(text);
        } else if (!text.equals(document)) {
            variants.put(one.target().goArchitecture(), text);
            bytes += bytes(text);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whether they do not fit, so that no more are needed. */
    boolean areTooLarge() {
        return bytes > Renderer.MAX_DOCUMENT_BYTES;
    }

    String document() {
        return document;
    }

    SortedMap<String, String> variants() {
        return variants;
    }
}
