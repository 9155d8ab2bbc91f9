package dev.portcullis.cli.report;

import java.io.PrintWriter;
import java.util.regex.Pattern;
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

    /** The characters of Unicode's categories Cc and Cf, and its own line and paragraph separators. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}]+");

    private static final Pattern CONTROLS_IN_LINES = Pattern.compile("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}&&[^\n]]+");

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

    /** Prints a note, which is one line, to standard error. */
    public void note(String text) {
        err("note: " + oneLine(text) + "\n");
    }

    /** Replaces characters that control a terminal or the direction of text by spaces, line breaks too. */
    public static String oneLine(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }

    /** The same for each line of a text. */
    public static String lines(String text) {
        return CONTROLS_IN_LINES.matcher(text).replaceAll(" ");
    }
}
