package dev.portcullis.observer.kernel;

/** An open file, of which this process has one descriptor to close. For one thread at a time. */
public final class Descriptor implements AutoCloseable {

    private static final int CLOSED = -1;

    private final CLibrary library;
    private int number;

    Descriptor(CLibrary library, int number) {
        this.library = library;
        this.number = number;
    }

    /** The descriptor's number. */
    int number() {
        if (number == CLOSED) {
            throw new IllegalStateException("the descriptor is closed");
        }
        return number;
    }

    /** Closes it, where it is not closed yet; the kernel's complaints about that change nothing. */
    @Override
    public void close() {
        if (number != CLOSED) {
            library.close(number);
            number = CLOSED;
        }
    }
}
