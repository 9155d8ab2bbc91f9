package dev.portcullis.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * What a text holds.
 *
 * @param trees its documents, as far as they could be read; one that is empty is none
 * @param diagnostics why it could not be read whole
 */
record Documents(List<Tree> trees, List<Diagnostic> diagnostics) {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Reads a text in YAML or JSON. What begins like JSON is tried as JSON first, because YAML forbids its tabs. */
    static Documents read(String file, String text) {
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        boolean named = file.endsWith(".json");
        if (!named && !looksLikeJson(content)) {
            return new YamlText(file).read(content);
        }
        Documents json = new JsonText(file).read(content);
        boolean broken = json.diagnostics().stream().anyMatch(d -> d.code().equals(Problem.BROKEN_JSON.code()));
        return broken && !named ? new YamlText(file).read(content) : json;
    }

    private static boolean looksLikeJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    /** The diagnostics of these and of those. */
    Documents with(List<Diagnostic> more) {
        List<Diagnostic> all = new ArrayList<>(diagnostics);
        all.addAll(more);
        return new Documents(trees, all);
    }
}
