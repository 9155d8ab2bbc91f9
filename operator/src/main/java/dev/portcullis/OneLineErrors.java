package dev.portcullis;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints one line about a command that failed or was written wrong. */
final class OneLineErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See '" + name + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Logs the failure; {@code --log-level debug} adds the stack trace. */
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
            // Its own message, such as "Connection refused", does not say whose.
            if (cause instanceof ConnectException) {
                prefix = "the API server cannot be reached: ";
            }
            bottom = cause;
        }
        String message = bottom.getMessage();
        return prefix + (message == null ? bottom.getClass().getSimpleName() : message);
    }
}
