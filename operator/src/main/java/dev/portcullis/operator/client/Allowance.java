package dev.portcullis.operator.client;

/** The number of bytes that one rendering may still read. Not thread-safe. */
public final class Allowance {

    private final long bytes;
    private long used;

    public Allowance(long bytes) {
        this.bytes = bytes;
    }

    /** Uses up some of it. */
    public void use(long read) {
        used += read;
        if (isExceeded()) {
            throw new Exceeded();
        }
    }

    public long used() {
        return used;
    }

    boolean isExceeded() {
        return used > bytes;
    }

    /** Thrown when more would be read than is allowed. */
    public static final class Exceeded extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Exceeded() {
            super("more is to be read than is allowed", null, false, false);
        }
    }
}
