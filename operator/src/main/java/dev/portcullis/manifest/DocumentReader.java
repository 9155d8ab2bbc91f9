package dev.portcullis.manifest;

import java.util.List;

/** Reads the documents of a text: JSON, or YAML, of which there may be several. */
public final class DocumentReader {

    private DocumentReader() {}

    /**
     * The documents of a text.
     *
     * @param roots those that can be read, without empty ones
     * @param diagnostics the reasons why others cannot
     */
    public record Documents(List<Node> roots, List<Diagnostic> diagnostics) {

        private boolean broken() {
            return diagnostics.stream()
                    .anyMatch(one -> one.code().equals(Problem.BROKEN_JSON.code())
                            || one.code().equals(Problem.BROKEN_YAML.code()));
        }
    }

    /** Reads a text. One that begins like JSON is tried as JSON first, because YAML forbids tabs. */
    public static Documents read(String file, String text) {
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
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    /** YAML's flow style begins with a brace too, but rarely quotes names. */
    private static boolean quotesItsNames(String text) {
        return text.stripLeading().substring(1).stripLeading().startsWith("\"");
    }
}
