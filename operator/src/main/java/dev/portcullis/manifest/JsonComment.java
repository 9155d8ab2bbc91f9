package dev.portcullis.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * A comment in JSON, which has none: kubectl and runtimes refuse it.
 *
 * @param position where it begins
 * @param text the comment without its marks
 */
public record JsonComment(Position position, String text) {

    /** All comments of a text, in order. */
    static List<JsonComment> all(String text) {
        List<JsonComment> comments = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '"') {
                at = endOfString(text, at);
            } else if (text.startsWith("//", at) || text.startsWith("/*", at)) {
                boolean line = text.charAt(at + 1) == '/';
                int close = text.indexOf(line ? "\n" : "*/", at + 2);
                int end = close < 0 ? text.length() : close;
                comments.add(new JsonComment(
                        Position.ofIndex(text, at), text.substring(at + 2, end).strip()));
                at = end + (line ? 0 : 2);
            } else {
                at++;
            }
        }
        return comments;
    }

    private static int endOfString(String text, int quote) {
        int at = quote + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }
}
