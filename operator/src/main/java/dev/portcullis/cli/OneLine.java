package dev.portcullis.cli;

/** Makes text from files fit to print: no control character reaches a terminal. */
final class OneLine {

    private OneLine() {}

    /** The text with line breaks and other control characters replaced by spaces. */
    static String of(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
