package dev.portcullis.admission;

import java.util.List;
import java.util.stream.Collectors;

/** Values written as CEL literals (Common Expression Language, Language Definition, "Values"). */
final class CelText {

    private CelText() {}

    /** A string literal in single quotes. */
    static String string(String value) {
        return "'"
                + value.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + "'";
    }

    /** A list of string literals. */
    static String list(List<String> values) {
        return values.stream().map(CelText::string).collect(Collectors.joining(", ", "[", "]"));
    }
}
