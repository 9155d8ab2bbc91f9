package dev.portcullis.observer.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Wakes the thread that waits in an {@link EventQueue} (eventfd(2)). Any thread may ring. */
public final class Bell implements AutoCloseable {

    private static final int NONBLOCK_CLOEXEC = 0x80800;

    private final CLibrary library;
    private final Descriptor descriptor;
    private final MemorySegment number = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private boolean closed;

    private Bell(CLibrary library, int number) {
        this.library = library;
        this.descriptor = new Descriptor(library, number);
    }

    /** Makes a bell. */
    public static Bell hang() throws IOException {
        CLibrary library = new CLibrary();
        int number = library.eventfd(NONBLOCK_CLOEXEC);
        if (number < 0) {
            throw library.failure("eventfd");
        }
        return new Bell(library, number);
    }

    /** What the queue waits for. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Wakes the thread; after the bell is closed, nobody. */
    public synchronized void ring() {
        if (!closed) {
            number.set(ValueLayout.JAVA_LONG, 0, 1);
            library.write(descriptor.number(), number);
        }
    }

    /** Takes note that it rang, so that it can ring again. */
    public synchronized void silence() {
        library.read(descriptor.number(), number);
    }

    @Override
    public synchronized void close() {
        closed = true;
        descriptor.close();
    }
}
