package dev.portcullis.manifest;

import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Says what the YAML parser met in words that help. */
final class YamlMessage {

    private YamlMessage() {}

    static String of(MarkedYAMLException failure) {
        String problem = String.valueOf(failure.getProblem());
        if (problem.contains("(TAB)")) {
            return "a tab; indent with spaces";
        }
        if (problem.equals("mapping values are not allowed here")) {
            return "a second \":\" in one line, or an indentation that does not fit the line above";
        }
        return failure.getContext() == null ? problem : failure.getContext() + ", " + problem;
    }

    static String of(ReaderException failure) {
        return "the character U+%04X is not allowed".formatted(failure.getCodePoint());
    }
}
