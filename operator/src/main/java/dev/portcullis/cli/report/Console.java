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

    /** Prints findings, which are the result, to standard output. */
    public void out(Findings findings, ReportFormat format) {
        out(format.of(findings, ansi));
    }

    /** Prints anything else to standard error. */
    public void err(String text) {
        error.print(text);
        error.flush();
    }

    /** Prints diagnostics beside the result to standard error, one a line. */
    public void err(Findings findings) {
        err(ReportFormat.lines(findings, ansi));
    }

    /** The text with spaces for control characters, so that no file or name can write them to a terminal. */
    public static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
