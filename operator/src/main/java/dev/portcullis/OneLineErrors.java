package dev.portcullis;

import io.fabric8.kubernetes.client.KubernetesClientException;
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
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getStatus() != null) {
                return "the API server refused: " + refused.getStatus().getMessage();
            }
            bottom = cause;
        }
        String message = bottom.getMessage();
        return message == null ? bottom.getClass().getSimpleName() : message;
    }
}
