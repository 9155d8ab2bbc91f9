package dev.portcullis.agent;

/** The agent's token does not belong to the node that the agent was told. */
public final class WrongNodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongNodeException(String message) {
        super(message);
    }
}
