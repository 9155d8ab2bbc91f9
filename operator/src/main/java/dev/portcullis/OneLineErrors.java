package dev.portcullis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one line why a command ended; the stack trace is for {@code --log-level debug}. */
final class OneLineErrors implements IExecutionExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        log.debug("Stack trace of the failure", failure);
        StringBuilder line =
                new StringBuilder(command.getCommandName()).append(": ").append(describe(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && line.indexOf(cause.getMessage()) < 0) {
                line.append(": ").append(cause.getMessage());
            }
        }
        log.error("{}", line);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String describe(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
