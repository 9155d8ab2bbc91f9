package dev.portcullis.source;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A text line by line, in bounded memory whatever the text is: of a longer line, the start is given. */
final class TextLines {

    /** In characters. What a log line is about stands at its start. */
    static final int MAX_LENGTH = 1 << 16;

    private static final int END = -1;

    private final Reader text;
    private int number;

    TextLines(Reader text) {
        this.text = text;
    }

    /** The next line without its end, or null at the end of the text. */
    @Nullable
    String next() throws IOException {
        int c = text.read();
        if (c == END) {
            return null;
        }
        number++;
        StringBuilder line = new StringBuilder();
        for (; c != END && c != '\n'; c = text.read()) {
            if (line.length() < MAX_LENGTH) {
                line.append((char) c);
            }
        }
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
            line.setLength(last);
        }
        return line.toString();
    }

    /** The number of the line that {@link #next} gave last, counted from 1. */
    int number() {
        return number;
    }
}
