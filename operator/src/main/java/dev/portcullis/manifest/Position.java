package dev.portcullis.manifest;

import java.util.Comparator;

/**
 * A position in a text.
 *
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param column counted from 1; 0 where the file as a whole is meant
 */
public record Position(int line, int column) implements Comparable<Position> {

    /** The file as a whole. */
    public static final Position FILE = new Position(0, 0);

    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

    /** The position of the character with this index. */
    static Position ofIndex(CharSequence text, int index) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, Math.clamp(index, start, text.length()) - start + 1);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
