package dev.portcullis.wording;

/** The start of a text, where a reader or an API takes only so many characters. */
public final class Excerpt {

    public static final String ELLIPSIS = "…";

    /** The ellipsis of output that may be read as ASCII. */
    public static final String DOTS = "...";

    private Excerpt() {}

    /** At most so many characters of a text, without a sign that it was cut. */
    public static String of(String text, int length) {
        return of(text, length, "");
    }

    /**
     * A text, or its start where it is longer than {@code length}.
     *
     * @param length the most characters of the result, with the mark
     * @param mark the end of a text that was cut
     */
    public static String of(String text, int length, String mark) {
        return text.length() <= length ? text : text.substring(0, length - mark.length()) + mark;
    }
}
