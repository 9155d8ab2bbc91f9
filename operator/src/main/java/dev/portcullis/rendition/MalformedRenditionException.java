package dev.portcullis.rendition;

/** A ConfigMap bears the label of a rendition but does not hold one. */
public final class MalformedRenditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that names the ConfigMap and what is wrong with it. */
    public MalformedRenditionException(String message) {
        super(message);
    }
}
