package dev.portcullis;

import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.report.Console;
import dev.portcullis.wording.EditDistance;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints one line about a command that failed or was written wrong. */
final class OneLineErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException reported, String[] args) {
        ParameterException failure = misspelt(reported).orElse(reported);
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(Console.oneLine(name + ": " + message(failure)));
        err.println("See '" + name + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** The unknown option because of which a required one is missing: picocli reports the missing one first. */
    private static Optional<ParameterException> misspelt(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        return Optional.of(failure)
                .filter(MissingParameterException.class::isInstance)
                .map(missing -> command.getUnmatchedArguments().stream()
                        .filter(word -> word.startsWith("-"))
                        .toList())
                .filter(options -> !options.isEmpty())
                .map(options -> new UnmatchedArgumentException(command, options));
    }

    private static String message(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, failure.getCommandLine())
                : String.valueOf(failure.getMessage());
    }

    private static String unmatched(UnmatchedArgumentException failure, CommandLine command) {
        String word = failure.getUnmatched().getFirst();
        if (failure.isUnknownOption()) {
            String option = word.split("=", 2)[0];
            return "there is no option " + option
                    + EditDistance.hint(
                                    option,
                                    command.getCommandSpec().optionsMap().keySet())
                            .orElse("");
        }
        Set<String> commands = command.getSubcommands().keySet();
        return commands.isEmpty()
                ? String.valueOf(failure.getMessage())
                : "there is no command '" + word + "'"
                        + EditDistance.hint(word, commands).orElse("");
    }

    /** Logs the failure; {@code --log-level debug} adds the stack trace. */
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ClusterException) {
            command.getErr()
                    .println(Console.oneLine(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage()));
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        // Created late: commands that read files start faster without a logger.
        Logger log = LoggerFactory.getLogger(OneLineErrors.class);
        log.debug("Stack trace of the failure", failure);
        log.error("{}: {}", command.getCommandName(), Console.oneLine(describe(failure)));
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
            if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
                prefix = "the API server does not answer in time: ";
            }
            bottom = cause;
        }
        return prefix
                + Objects.requireNonNullElse(
                        bottom.getMessage(), bottom.getClass().getSimpleName());
    }
}
