package dev.portcullis.cli.report;

import picocli.CommandLine.Help.Ansi;

/** A colour with a meaning. */
public enum Paint {
    PLAIN(""),
    /** What a line is about. */
    STRONG("bold"),
    /** As it should be. */
    GOOD("fg(green)"),
    /** Not yet as it should be. */
    WAITING("fg(yellow),bold"),
    /** Wrong. */
    BAD("fg(red),bold"),
    /** What only few readers need. */
    FAINT("faint");

    private final String style;

    Paint(String style) {
        this.style = style;
    }

    /** Avoids picocli's markup, which the text could contain, and its end of bold, which many terminals underline. */
    public String on(String text, Ansi ansi) {
        return this == PLAIN || text.isEmpty() || !ansi.enabled()
                ? text
                : Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on();
    }
}
