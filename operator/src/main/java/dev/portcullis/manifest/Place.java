package dev.portcullis.manifest;

import java.util.Comparator;

/**
 * A place in a text.
 *
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param column counted from 1; 0 where the file as a whole is meant
 */
public record Place(int line, int column) implements Comparable<Place> {

    /** The file as a whole. */
    public static final Place FILE = new Place(0, 0);

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
