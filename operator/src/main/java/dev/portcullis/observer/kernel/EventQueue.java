package dev.portcullis.observer.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Waits for many descriptors at once (epoll(7)), each of which stands for an object. For one thread at a time.
 *
 * @param <T> what descriptors stand for
 */
public final class EventQueue<T> implements AutoCloseable {

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int ADD = 1;
    private static final int REMOVE = 2;

    /** The most descriptors that one wait tells of, so that a busy one never starves the rest. */
    private static final int AT_ONCE = 64;

    /** The kernel packs struct epoll_event on x86_64 alone. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;

    private final CLibrary library = new CLibrary();
    private final Descriptor descriptor;
    private final MemorySegment events = Arena.ofAuto().allocate((long) EVENT_SIZE * AT_ONCE, 8);
    private final MemorySegment one = Arena.ofAuto().allocate(EVENT_SIZE, 8);

    /** What each number stands for; null where none does. */
    private @Nullable Object[] targets = new Object[64];

    private EventQueue(int number) {
        this.descriptor = new Descriptor(library, number);
    }

    /** Takes what became of a descriptor. */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * Called once for each descriptor that something happened to.
         *
         * @param readable whether there is something to read
         * @param over whether nothing more will come
         */
        void handle(T target, boolean readable, boolean over);
    }

    /** Opens a queue without descriptors. */
    public static <T> EventQueue<T> open() throws IOException {
        CLibrary library = new CLibrary();
        int number = library.epollCreate(EPOLL_CLOEXEC);
        if (number < 0) {
            throw library.failure("epoll_create1");
        }
        return new EventQueue<>(number);
    }

    /** Waits for this descriptor too, until it is removed. */
    public void add(Descriptor added, T target) throws IOException {
        int number = added.number();
        one.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
        one.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, number);
        if (library.epollControl(descriptor.number(), ADD, number, one) != 0) {
            throw library.failure("epoll_ctl");
        }
        if (number >= targets.length) {
            targets = Arrays.copyOf(targets, Math.max(number + 1, 2 * targets.length));
        }
        targets[number] = target;
    }

    /** Waits no more for this descriptor, before it is closed. */
    public void remove(Descriptor removed) {
        int number = removed.number();
        if (number < targets.length && targets[number] != null) {
            targets[number] = null;
            library.epollControl(descriptor.number(), REMOVE, number, one);
        }
    }

    /**
     * Waits until something happens, at most for this long, and tells of it.
     *
     * @param millis -1 for ever
     */
    public void await(int millis, Handler<T> handler) throws IOException {
        int count = library.epollWait(descriptor.number(), events, AT_ONCE, millis);
        if (count < 0) {
            if (library.errno() == CLibrary.EINTR) {
                return;
            }
            throw library.failure("epoll_wait");
        }
        for (int i = 0; i < count; i++) {
            long at = (long) i * EVENT_SIZE;
            int happened = events.get(ValueLayout.JAVA_INT_UNALIGNED, at);
            int number = (int) events.get(ValueLayout.JAVA_LONG_UNALIGNED, at + DATA_OFFSET);
            // A handler before may have removed it.
            @SuppressWarnings("unchecked")
            @Nullable
            T target = (T) targets[number];
            if (target != null) {
                handler.handle(target, (happened & EPOLLIN) != 0, (happened & (EPOLLHUP | EPOLLERR)) != 0);
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
