package dev.portcullis.cli;

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
record Console(PrintWriter output, PrintWriter error, Ansi ansi) {

    /** The console of a command. */
    static Console of(CommandSpec spec) {
        return new Console(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                spec.commandLine().getColorScheme().ansi());
    }

    /** Prints results. */
    void out(String text) {
        output.print(text);
        output.flush();
    }

    /** Prints what is not part of the results. */
    void err(String text) {
        error.print(text);
        error.flush();
    }
}
