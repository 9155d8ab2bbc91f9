package dev.portcullis;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * The result of a command line that ran in this process, without colours.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
public record CommandResult(int status, String out, String err) {

    public static CommandResult of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Portcullis.commandLine(args)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new CommandResult(status, out.toString(), err.toString());
    }
}
