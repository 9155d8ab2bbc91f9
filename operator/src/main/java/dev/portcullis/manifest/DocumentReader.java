package dev.portcullis.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the documents of a text: JSON, or YAML, of which there may be several. */
public final class DocumentReader {

    /** A brace or bracket, perhaps after comments in lines of their own. */
    private static final Pattern JSON = Pattern.compile("(?:\\s*+//[^\\n]*+\\n)*+\\s*+[\\[{]");

    private static final Pattern QUOTED = Pattern.compile("(?:\\s*+//[^\\n]*+\\n)*+\\s*+[\\[{]\\s*+\"");

    private DocumentReader() {}

    /**
     * The documents of a text.
     *
     * @param roots those that can be read, without empty ones
     * @param diagnostics the reasons why others cannot
     * @param comments the comments of a text in JSON, in order
     */
    public record Documents(List<Node> roots, List<Diagnostic> diagnostics, List<JsonComment> comments) {

        private boolean broken() {
            return diagnostics.stream()
                    .anyMatch(one -> one.code().equals(Problem.BROKEN_JSON.code())
                            || one.code().equals(Problem.BROKEN_YAML.code()));
        }
    }

    /** Reads a text. One that begins like JSON is tried as JSON first, because YAML forbids tabs. */
    public static Documents read(String file, String text) {
        Documents read = withComments(file, text);
        if (read.comments.isEmpty() || read.broken()) {
            return read;
        }
        JsonComment first = read.comments.getFirst();
        List<Diagnostic> diagnostics = new ArrayList<>(read.diagnostics);
        diagnostics.add(Diagnostic.error(
                Problem.BROKEN_JSON,
                file,
                first.position(),
                "",
                "JSON has no comments; remove "
                        + (read.comments.size() == 1
                                ? "this one"
                                : "this one and " + (read.comments.size() - 1) + " more")
                        + ", or let 'portcullis import' make a SeccompProfile of it"));
        return new Documents(read.roots, diagnostics, read.comments);
    }

    /** Reads a text, and passes over comments in JSON. */
    public static Documents withComments(String file, String text) {
        Documents read = inItsSyntax(file, text);
        Optional<OtherFormat> other = read.broken() ? OtherFormat.ofText(text) : Optional.empty();
        return other.map(format -> new Documents(
                        List.of(),
                        List.of(Diagnostic.error(Problem.UNKNOWN_FORMAT, file, Position.FILE, "", format.message())),
                        List.of()))
                .orElse(read);
    }

    private static Documents inItsSyntax(String file, String text) {
        boolean named = file.endsWith(".json") || file.endsWith(".json.gz");
        if (!named && !beginsLikeJson(text)) {
            return new YamlReader(file).read(text);
        }
        Documents json = new JsonReader(file).read(text);
        if (named || !json.broken()) {
            return json;
        }
        Documents yaml = new YamlReader(file).read(text);
        return yaml.broken() && quotesItsNames(text) ? json : yaml;
    }

    private static boolean beginsLikeJson(String text) {
        return JSON.matcher(text).lookingAt();
    }

    /** YAML's flow style begins with a brace too, but rarely quotes names. */
    private static boolean quotesItsNames(String text) {
        return QUOTED.matcher(text).lookingAt();
    }
}
