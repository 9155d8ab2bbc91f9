package dev.portcullis.guide;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a page shows of a command's output. It stands for every output that differs only in what differs from run to run: ages,
 * times, digests, addresses, the ends of pods' names and the width of columns. {@code ...} stands for any text in a line, and alone
 * on a line for any lines.
 *
 * @param lines as the page has them
 */
record ShownOutput(List<String> lines) {

    private static final String ANYTHING = "...";

    private record Volatile(Pattern pattern, String name) {}

    private static final List<Volatile> VOLATILE = List.of(
            new Volatile(Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z"), "TIME"),
            new Volatile(Pattern.compile("\\b[0-9a-f]{12,64}\\b"), "DIGEST"),
            new Volatile(Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b"), "ADDRESS"),
            new Volatile(Pattern.compile("\\b(?:\\d+(?:\\.\\d+)?(?:ms|[smhd]))+\\b"), "AGE"),
            // Kubernetes makes names of these letters alone, which spell no word.
            new Volatile(Pattern.compile("(?:-[bcdfghjklmnpqrstvwxz2456789]{5,10})+(?![\\w-])"), "-NAME"),
            new Volatile(Pattern.compile("\\s+"), " "));

    /** Tells whether a command that printed this did what the page shows. */
    boolean admits(String actual) {
        StringBuilder pattern = new StringBuilder();
        for (String line : normalised(lines)) {
            if (line.equals(ANYTHING)) {
                pattern.append("(?:.*\n)*");
            } else {
                String[] parts = line.split(Pattern.quote(ANYTHING), -1);
                for (int i = 0; i < parts.length; i++) {
                    pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
                }
                pattern.append('\n');
            }
        }
        StringBuilder text = new StringBuilder();
        normalised(actual.lines().toList()).forEach(line -> text.append(line).append('\n'));
        return Pattern.compile(pattern.toString()).matcher(text).matches();
    }

    /** Without what differs from run to run, and without empty lines. */
    private static List<String> normalised(List<String> lines) {
        return lines.stream()
                .map(ShownOutput::normalised)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String normalised(String line) {
        String normal = line;
        for (Volatile each : VOLATILE) {
            normal = each.pattern().matcher(normal).replaceAll(each.name());
        }
        return normal.strip();
    }
}
