package dev.portcullis.source;

import dev.portcullis.seccomp.Architecture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads one text that profiles are made of. Logs are streamed; of bytes that are no UTF-8 the readable part is taken.
 *
 * @param format the kind of text; empty to go by its first lines
 * @param machine the architecture of the machine that a trace was recorded on
 * @param ignoreUnknown whether members that no dialect of profiles has are left out with a note, or refused
 */
public record SourceReader(Optional<Format> format, Architecture machine, boolean ignoreUnknown) {

    /** In characters; the API server takes objects of up to 1.5 MiB. */
    private static final int MAX_DOCUMENT = 4 << 20;
    /** How much of a text may pass before its kind must be clear, in characters. */
    private static final int HEAD = 1 << 16;

    /**
     * Reads a text to its end; the caller closes it.
     *
     * @param file what the text is called in messages
     * @throws SourceException if nothing can be made of it
     * @throws IOException if it cannot be read
     */
    public Imported read(String file, InputStream bytes) throws IOException, SourceException {
        BufferedReader text = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8), HEAD);
        return switch (format.isPresent() ? format.get() : recognise(file, text)) {
            case PROFILE -> onlyOne(new DocumentReader(ignoreUnknown).read(file, whole(file, text)));
            case STRACE -> TraceReader.read(file, new TextLines(text), new StraceParser(machine));
            case AUDIT -> TraceReader.read(file, new TextLines(text), new AuditParser());
        };
    }

    /** All profiles of a text that must be one or more documents; what no dialect has does not matter. */
    public static List<Document> documents(String file, InputStream bytes) throws IOException, SourceException {
        return new DocumentReader(true).read(file, whole(file, new InputStreamReader(bytes, StandardCharsets.UTF_8)));
    }

    private static Format recognise(String file, BufferedReader text) throws IOException, SourceException {
        String head = head(text);
        return Recognition.of(head.lines().toList())
                .orElseThrow(() -> new SourceException(
                        Location.of(file),
                        head.isEmpty()
                                ? "is empty; record the program with strace -f -o FILE, or give a seccomp profile"
                                : "this is no seccomp profile, no output of strace and no audit log, by its first lines;"
                                        + " name the format with --format if it is one all the same"));
    }

    private static String head(BufferedReader text) throws IOException {
        text.mark(HEAD);
        char[] head = new char[HEAD];
        int length = 0;
        for (int more = 0; more >= 0 && length < HEAD; more = text.read(head, length, HEAD - length)) {
            length += more;
        }
        text.reset();
        return new String(head, 0, length);
    }

    private static Document onlyOne(List<Document> documents) throws SourceException {
        if (documents.size() > 1) {
            throw new SourceException(
                    documents.get(1).location(),
                    "a second profile begins here; import takes one, 'portcullis merge' makes one of several");
        }
        return documents.getFirst();
    }

    private static String whole(String file, Reader text) throws IOException, SourceException {
        StringBuilder all = new StringBuilder();
        char[] part = new char[1 << 13];
        for (int length = text.read(part); length >= 0; length = text.read(part)) {
            all.append(part, 0, length);
            if (all.length() > MAX_DOCUMENT) {
                throw new SourceException(
                        Location.of(file),
                        "has more than " + MAX_DOCUMENT / (1 << 20) + " million characters; no profile is that long");
            }
        }
        boolean marked = !all.isEmpty() && all.charAt(0) == '\uFEFF';
        return marked ? all.substring(1) : all.toString();
    }
}
