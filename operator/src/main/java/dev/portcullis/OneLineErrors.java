package dev.portcullis;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one line why a command ended; the stack trace is for {@code --log-level debug}. */
final class OneLineErrors implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        // Not before it is needed: commands that read files start faster without a logger.
        Logger log = LoggerFactory.getLogger(OneLineErrors.class);
        log.debug("Stack trace of the failure", failure);
        log.error("{}: {}", command.getCommandName(), describe(failure));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Frameworks wrap a failure many times over: what the API server said tells most, else what lies at the bottom. */
    static String describe(Throwable failure) {
        Throwable bottom = failure;
        String prefix = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getStatus() != null) {
                return "the API server refused: " + refused.getStatus().getMessage();
            }
            // It says nothing of itself, and what lies below it is a word for programmers.
            if (cause instanceof ConnectException) {
                prefix = "the API server cannot be reached: ";
            }
            bottom = cause;
        }
        String message = bottom.getMessage();
        return prefix + (message == null ? bottom.getClass().getSimpleName() : message);
    }
}
