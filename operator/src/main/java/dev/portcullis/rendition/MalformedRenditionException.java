package dev.portcullis.rendition;

/** A ConfigMap has the label of a rendition but does not hold one. */
public final class MalformedRenditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception whose message names the ConfigMap and the problem. */
    public MalformedRenditionException(String message) {
        super(message);
    }
}
