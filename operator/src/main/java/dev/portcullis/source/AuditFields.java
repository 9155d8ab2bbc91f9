package dev.portcullis.source;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The {@code name=value} fields of an audit line.
 *
 * @param line the line
 */
record AuditFields(String line) {

    /** The value of a field without its quotes; empty if the line does not have it. */
    Optional<String> get(String name) {
        return raw(name).map(value -> value.replace("\"", ""));
    }

    /** A text field: the kernel writes it in quotes, or in hexadecimal when it has blanks or quotes itself. */
    Optional<String> text(String name) {
        return raw(name).map(value -> {
            boolean hex = !value.startsWith("\"") && value.length() % 2 == 0 && value.matches("[0-9A-F]{2,64}");
            return hex ? new String(HexFormat.of().parseHex(value), StandardCharsets.UTF_8) : value.replace("\"", "");
        });
    }

    private Optional<String> raw(String name) {
        String key = " " + name + "=";
        int at = line.indexOf(key);
        if (at < 0) {
            return Optional.empty();
        }
        int from = at + key.length();
        int to = from;
        // The fields that auditd adds in its "enriched" format follow after a group separator.
        while (to < line.length() && !Character.isWhitespace(line.charAt(to)) && line.charAt(to) != '\u001d') {
            to++;
        }
        return Optional.of(line.substring(from, to));
    }
}
