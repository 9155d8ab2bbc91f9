package dev.portcullis.source;

/**
 * A place in a text that somebody gave us.
 *
 * @param file its name, as it was given
 * @param line counted from 1; 0 for the text as a whole
 */
public record Location(String file, int line) {

    /** The text as a whole. */
    public static Location of(String file) {
        return new Location(file, 0);
    }

    /** {@code file:line}, as compilers write it, or the file alone. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
