package dev.portcullis.cli.report;

import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The standard output and error of a command.
 *
 * @param output standard output
 * @param error standard error
 * @param ansi whether they show colours
 */
public record Console(PrintWriter output, PrintWriter error, Ansi ansi) {

    /** The console of a command. */
    public static Console of(CommandSpec spec) {
        return new Console(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                spec.commandLine().getColorScheme().ansi());
    }

    /** Prints the result to standard output. */
    public void out(String text) {
        output.print(text);
        output.flush();
    }

    /** Prints a report, which is the result, to standard output. */
    public void out(Report report, ReportFormat format) {
        out(format.of(report, ansi));
    }

    /** Prints anything else to standard error. */
    public void err(String text) {
        error.print(text);
        error.flush();
    }

    /** Prints the diagnostics of a report to standard error, one a line. */
    public void err(Report report) {
        err(ReportFormat.lines(report, ansi));
    }

    /** Replaces control characters by spaces, so that text from files cannot control a terminal. */
    public static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
