package dev.portcullis.source;

/**
 * Something about an import that deserves a look, although it went through.
 *
 * @param location where
 * @param message what, and what it means
 */
public record Note(Location location, String message) {

    /** Makes one line of the message: parts of it come from texts that may do anything to a terminal. */
    public Note {
        message = onOneLine(message);
    }

    static String onOneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
    }

    @Override
    public String toString() {
        return location + ": " + message;
    }
}
