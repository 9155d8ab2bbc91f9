package dev.portcullis;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints one line about the failure of a command; {@code --log-level debug} adds the stack trace. */
final class OneLineErrors implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        // Created late: commands that read files start faster without a logger.
        Logger log = LoggerFactory.getLogger(OneLineErrors.class);
        log.debug("Stack trace of the failure", failure);
        log.error("{}: {}", command.getCommandName(), describe(failure));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** The API server's message if there is one, else that of the innermost cause: frameworks wrap failures many times. */
    static String describe(Throwable failure) {
        Throwable bottom = failure;
        String prefix = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getStatus() != null) {
                return "the API server refused: " + refused.getStatus().getMessage();
            }
            // Neither its message nor that of its cause means anything to users.
            if (cause instanceof ConnectException) {
                prefix = "the API server cannot be reached: ";
            }
            bottom = cause;
        }
        String message = bottom.getMessage();
        return prefix + (message == null ? bottom.getClass().getSimpleName() : message);
    }
}
