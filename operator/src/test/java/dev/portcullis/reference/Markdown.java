package dev.portcullis.reference;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page that is written from top to bottom. */
final class Markdown {

    private static final Pattern PLACEHOLDER = Pattern.compile("<([\\w/.-]+)>");

    private final StringBuilder text = new StringBuilder();

    Markdown heading(int level, String words) {
        return paragraph("#".repeat(level) + " " + words);
    }

    Markdown paragraph(String words) {
        text.append(text.isEmpty() ? "" : "\n").append(words.strip()).append('\n');
        return this;
    }

    Markdown code(String language, List<String> lines) {
        return paragraph("```" + language + "\n" + String.join("\n", lines) + "\n```");
    }

    /** A table, where it has rows. */
    Markdown table(List<String> head, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        StringBuilder table = new StringBuilder(row(head));
        table.append(row(head.stream().map(name -> "---").toList()).replace(" ", ""));
        rows.forEach(cells -> table.append(row(cells)));
        return paragraph(table.toString());
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|").replace('\n', ' ').strip())
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Words of a description, in which angle brackets are no HTML. */
    static String words(String description) {
        return PLACEHOLDER.matcher(description.replaceAll("\\s+", " ").strip()).replaceAll("&lt;$1&gt;");
    }

    static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
