package dev.portcullis.operator;

/** How many bytes one rendering may read. Not for several threads. */
final class Allowance {

    private final long bytes;
    private long used;

    Allowance(long bytes) {
        this.bytes = bytes;
    }

    /** Takes some of it. */
    void use(long read) {
        used += read;
        if (isExceeded()) {
            throw new Exceeded();
        }
    }

    long used() {
        return used;
    }

    boolean isExceeded() {
        return used > bytes;
    }

    /** More was to be read than is allowed. */
    static final class Exceeded extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Exceeded() {
            super("more is to be read than is allowed", null, false, false);
        }
    }
}
