package dev.portcullis.cli.report;

/** Makes text from files fit to print: no control character reaches a terminal. */
public final class OneLine {

    private OneLine() {}

    /** The text with line breaks and other control characters replaced by spaces. */
    public static String of(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
