package dev.portcullis.manifest;

/** Turns the index of a character into its place. */
final class PlaceOfIndex {

    private PlaceOfIndex() {}

    static Place in(String text, int index) {
        int end = Math.clamp(index, 0, text.length());
        int line = 1;
        int start = 0;
        for (int newline = text.indexOf('\n'); newline >= 0 && newline < end; newline = text.indexOf('\n', start)) {
            line++;
            start = newline + 1;
        }
        return new Place(line, end - start + 1);
    }
}
