package dev.portcullis.source;

/** A text cannot be made a profile of; the message says where, why, and what to do. */
public final class SourceException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A refusal of what stands at this place. */
    public SourceException(Location location, String message) {
        super(location + ": " + Note.onOneLine(message));
    }
}
