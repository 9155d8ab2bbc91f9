package dev.portcullis.observation;

/** A text is no {@link ListenerMetadata}: another document than an observed one named the observer's socket. */
public final class MalformedMetadataException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, in words */
    public MalformedMetadataException(String message) {
        super(message);
    }
}
