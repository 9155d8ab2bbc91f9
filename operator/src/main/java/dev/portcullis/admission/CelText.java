package dev.portcullis.admission;

import java.util.List;
import java.util.stream.Collectors;

/** Values written as CEL literals (Common Expression Language, Language Definition, "Values"). */
final class CelText {

    private CelText() {}

    /** A string literal in single quotes. */
    static String string(String value) {
        StringBuilder text = new StringBuilder("'");
        for (char c : value.toCharArray()) {
            if (c == '\'' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('\'').toString();
    }

    /** A list of string literals. */
    static String list(List<String> values) {
        return values.stream().map(CelText::string).collect(Collectors.joining(", ", "[", "]"));
    }
}
