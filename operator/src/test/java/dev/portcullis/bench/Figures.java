package dev.portcullis.bench;

import java.util.Locale;

/** Figures as the table prints them: three digits that count, and no more after the point than that needs. */
final class Figures {

    private Figures() {}

    static String of(double value) {
        int decimals = Math.abs(value) >= 100
                ? 0
                : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : Math.abs(value) >= 0.1 ? 3 : 4;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
