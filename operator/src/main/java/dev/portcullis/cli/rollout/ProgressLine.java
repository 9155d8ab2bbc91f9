package dev.portcullis.cli.rollout;

import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Paint;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.wording.Excerpt;

/** A line that says how far something is: written anew on a terminal, else once for each change. */
final class ProgressLine {

    private static final int BAR = 24;

    /** To the line's start, and what is on it erased (ECMA-48, EL). */
    private static final String ANEW = "\r\u001b[K";

    private final Console console;
    private final Terminal terminal;
    private String last = "";

    ProgressLine(Console console, Terminal terminal) {
        this.console = console;
        this.terminal = terminal;
    }

    /**
     * Shows where it is.
     *
     * @param share of 1
     */
    void show(double share, String words) {
        String line = Console.oneLine(words);
        if (terminal.interactive()) {
            line = bar(share) + " " + Excerpt.of(line, terminal.width() - BAR - 4, Excerpt.DOTS);
            console.out(ANEW + Paint.STRONG.on(line.substring(0, BAR + 2), console.ansi()) + line.substring(BAR + 2));
        } else if (!line.equals(last)) {
            console.out(line + "\n");
        }
        last = line;
    }

    /** Takes the line away before what stays is printed. */
    void end() {
        if (terminal.interactive()) {
            console.out(ANEW);
        }
    }

    static String bar(double share) {
        int full = (int) Math.floor(Math.clamp(share, 0, 1) * BAR);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }
}
