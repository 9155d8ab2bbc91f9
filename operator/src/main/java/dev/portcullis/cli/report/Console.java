package dev.portcullis.cli.report;

import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command's text goes.
 *
 * @param output standard output
 * @param error standard error
 * @param ansi whether colours are wanted there
 */
public record Console(PrintWriter output, PrintWriter error, Ansi ansi) {

    /** The console of a command. */
    public static Console of(CommandSpec spec) {
        return new Console(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                spec.commandLine().getColorScheme().ansi());
    }

    /** Prints results. */
    public void out(String text) {
        output.print(text);
        output.flush();
    }

    /** Prints what is not part of the results. */
    public void err(String text) {
        error.print(text);
        error.flush();
    }
}
