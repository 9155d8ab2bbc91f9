package dev.portcullis.cli.cluster;

/** A cluster that cannot answer, in words for the person who asks: one line, without a cause beneath it. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }
}
