package dev.portcullis.trace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of {@code strace -c}: a header, a rule of dashes, a row for each syscall, dashes again, and the total. Which
 * columns there are and in which order is for {@code -U} to say (strace, src/count.c).
 */
final class StraceSummary {

    private static final String COLUMN = "syscall";
    /** The name of the last row, which may follow without a rule where people have edited the table. */
    private static final String TOTAL = "total";
    /** A row of strace's own columns: share, seconds, microseconds, calls, perhaps errors, and the syscall. */
    private static final Pattern ROW =
            Pattern.compile(" *[0-9]+\\.[0-9]+ +[0-9.]+ +(?:[0-9]+ +){1,3}([a-z_][a-z0-9_]*) *");

    private static final Pattern HEADER =
            Pattern.compile("(?:%? ?time|%|shortest|longest|seconds|usecs/call|calls|errors|syscall|wall-\\w+|\\s)+");
    private static final Pattern MODE = Pattern.compile("System call usage summary for (64 bit|32 bit|x32) mode:");
    private static final Pattern RULE = Pattern.compile("-[- ]*");
    /** The longest header in characters; all columns take 150. */
    private static final int MAX_HEADER = 300;

    private final int start;
    private final boolean last;
    private int rules;
    private boolean ended;

    /** @param header a line for which {@link #isHeader} holds */
    StraceSummary(String header) {
        start = header.indexOf(COLUMN);
        last = header.substring(start + COLUMN.length()).isBlank();
    }

    /** Returns whether a table begins here. */
    static boolean isHeader(String line) {
        return line.length() <= MAX_HEADER
                && line.contains(COLUMN)
                && HEADER.matcher(line).matches();
    }

    /** The syscall in a row of a table whose header is missing; empty for another line. */
    static Optional<String> lonelyRow(String line) {
        Matcher row = ROW.matcher(line);
        return row.matches() ? Optional.of(row.group(1)) : Optional.empty();
    }

    /** The mode that the next table is about, where the line announces it. */
    static Optional<String> mode(String line) {
        Matcher mode = MODE.matcher(line.strip());
        return mode.matches() ? Optional.of(mode.group(1)) : Optional.empty();
    }

    /** The syscall of a row; empty for a line that is none. */
    Optional<String> syscall(String line) {
        if (RULE.matcher(line).matches()) {
            rules++;
            return Optional.empty();
        }
        String name = last ? lastWord(line) : firstWord(line.substring(Math.min(start, line.length())));
        ended = rules > 1 || name.equals(TOTAL);
        return ended || name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /** Numbers that are too wide for their column push the name to the right. */
    private static String lastWord(String line) {
        String text = line.stripTrailing();
        int from = text.length();
        while (from > 0 && !Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        return text.substring(from);
    }

    private static String firstWord(String line) {
        String text = line.stripLeading();
        int to = 0;
        while (to < text.length() && !Character.isWhitespace(text.charAt(to))) {
            to++;
        }
        return text.substring(0, to);
    }

    /** Returns whether the last line was the total. */
    boolean hasEnded() {
        return ended;
    }
}
