package dev.portcullis.stream;

/**
 * The number of items to ask for, so that a page has about {@value #TARGET} bytes: the API server has all in memory.
 */
final class PageSize {

    /** The page size of client-go. */
    static final int LARGEST = 500;

    private static final long TARGET = 8 << 20;
    private static final int FIRST = 50;
    private static final int GROWTH = 4;

    private int items = FIRST;

    int items() {
        return items;
    }

    /** Takes the size in bytes of a page. */
    void measured(long bytes) {
        long fitting = items * TARGET / Math.max(1, bytes);
        items = Math.clamp(Math.min(fitting, (long) items * GROWTH), 1, LARGEST);
    }
}
