package dev.portcullis.trace;

/**
 * The text before the call in a line of strace: the process ({@code -f}), times ({@code -t}, {@code -r}), the call's
 * number ({@code -n}), the instruction pointer ({@code -i}), a security context ({@code --secontext}).
 *
 * @param pid the process, or empty
 * @param rest the line without them
 */
record StracePrefix(String pid, String rest) {

    private static final String MODE = "[ Process PID=";
    /** Before what strace says itself, where its log is its standard error. */
    private static final String OWN = "strace: ";

    static StracePrefix of(String line) {
        String pid = "";
        int at = blanks(line, 0);
        if (line.startsWith(OWN + MODE, at)) {
            at += OWN.length();
        }
        while (at < line.length()) {
            int end = end(line, at);
            if (end == at || line.startsWith(MODE, at)) {
                break;
            }
            String word = line.substring(at, end);
            String number = process(word);
            if (pid.isEmpty() && !number.isEmpty()) {
                pid = number;
            }
            at = blanks(line, end);
        }
        return new StracePrefix(pid, line.substring(at));
    }

    /** The end of the prefix that begins here; {@code at} itself if none does. */
    private static int end(String line, int at) {
        char first = line.charAt(at);
        int end = at;
        if (first == '[') {
            end = line.indexOf(']', at) + 1;
        } else if (line.startsWith("(+", at)) {
            end = line.indexOf(')', at) + 1;
        } else if (isDigit(first)) {
            while (end < line.length() && (isDigit(line.charAt(end)) || ":.".indexOf(line.charAt(end)) >= 0)) {
                end++;
            }
            // -Y shows the program: 1234<nginx>
            if (end < line.length() && line.charAt(end) == '<') {
                end = line.indexOf('>', end) + 1;
            }
        }
        boolean separate = end > at && end < line.length() && Character.isWhitespace(line.charAt(end));
        return separate ? end : at;
    }

    /** The number in {@code 1234}, {@code 1234<nginx>}, {@code [pid  1234]} or {@code [pid 1234<nginx>]}; else empty. */
    private static String process(String word) {
        String text =
                word.startsWith("[pid ") ? word.substring("[pid ".length()).strip() : word;
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        boolean alone = digits == text.length() || "<]".indexOf(text.charAt(digits)) >= 0;
        return alone ? text.substring(0, digits) : "";
    }

    private static int blanks(String line, int from) {
        int at = from;
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
