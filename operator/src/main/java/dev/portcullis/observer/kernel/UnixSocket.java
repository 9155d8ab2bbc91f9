package dev.portcullis.observer.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket of this machine (unix(7)), over which descriptors pass too. For one thread at a time. Numbers and layouts are
 * those of the 64-bit architectures that {@link SeccompListener#complaint} accepts.
 */
public final class UnixSocket implements AutoCloseable {

    /** At most this many descriptors come with one message; more are a refusal. */
    public static final int MAX_DESCRIPTORS = 8;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int EAGAIN = 11;
    private static final int ENOENT = 2;
    private static final int ECONNREFUSED = 111;
    private static final int PATH_OFFSET = 2;

    /** struct msghdr: name, its length, iovec, their number, control, its length, flags. */
    private static final int MESSAGE_SIZE = 56;

    private static final int HEADER = 16;

    private final CLibrary library;
    private final Descriptor descriptor;

    /**
     * A part of what the peer sent.
     *
     * @param bytes none when the peer has closed
     * @param descriptors the receiver's to close
     * @param truncated whether there were more descriptors, which the kernel has closed
     */
    // Nobody compares them.
    @SuppressWarnings("ArrayRecordComponent")
    public record Received(byte[] bytes, List<Descriptor> descriptors, boolean truncated) {}

    private UnixSocket(CLibrary library, int number) {
        this.library = library;
        this.descriptor = new Descriptor(library, number);
    }

    private UnixSocket(CLibrary library, Descriptor descriptor) {
        this.library = library;
        this.descriptor = descriptor;
    }

    /** A socket whose descriptor came from another process. */
    public static UnixSocket of(Descriptor descriptor) {
        return new UnixSocket(new CLibrary(), descriptor);
    }

    /**
     * Listens, without blocking, on a new socket at a path, and puts it in place of whatever is there in one step.
     *
     * @param backlog the most connections that wait to be accepted
     */
    public static UnixSocket listen(Path path, int backlog) throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(aside);
        CLibrary library = new CLibrary();
        UnixSocket socket = open(library, SOCK_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            if (library.bind(socket.number(), address(arena, aside)) != 0) {
                throw library.failure("bind " + aside);
            }
            if (library.listen(socket.number(), backlog) != 0) {
                throw library.failure("listen on " + aside);
            }
            // Only root may connect, whatever the process's umask is.
            Files.setPosixFilePermissions(aside, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Connects to the socket at a path; empty when there is none, or nobody listens on it.
     *
     * @param patience how long one step of reading or writing may take
     */
    public static Optional<UnixSocket> connect(Path path, Duration patience) throws IOException {
        CLibrary library = new CLibrary();
        UnixSocket socket = open(library, 0);
        try (Arena arena = Arena.ofConfined()) {
            socket.patience(patience);
            if (library.connect(socket.number(), address(arena, path)) == 0) {
                return Optional.of(socket);
            }
            int errno = library.errno();
            socket.close();
            if (errno == ENOENT || errno == ECONNREFUSED) {
                return Optional.empty();
            }
            throw new KernelException("connect to " + path, errno);
        }
    }

    /**
     * Takes the next connection that waits; empty when none does.
     *
     * @param patience how long one step of reading or writing may take; null to never block
     */
    public Optional<UnixSocket> accept(@Nullable Duration patience) throws IOException {
        int accepted = library.accept(number(), SOCK_CLOEXEC | (patience == null ? SOCK_NONBLOCK : 0));
        if (accepted < 0) {
            int errno = library.errno();
            // Neither is a fault of this socket: nobody waits any more, or a signal came.
            if (errno == EAGAIN || errno == CLibrary.EINTR || errno == ECONNABORTED) {
                return Optional.empty();
            }
            throw new KernelException("accept", errno);
        }
        UnixSocket socket = new UnixSocket(library, accepted);
        if (patience != null) {
            socket.patience(patience);
        }
        return Optional.of(socket);
    }

    private static final int ECONNABORTED = 103;

    /** The user that the peer was when it connected, as this process's user namespace numbers it (SO_PEERCRED). */
    public int peerUser() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment credentials = arena.allocate(12, 4);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 12);
            if (library.getOption(number(), SOL_SOCKET, SO_PEERCRED, credentials, length) != 0) {
                throw library.failure("getsockopt SO_PEERCRED");
            }
            return credentials.get(ValueLayout.JAVA_INT, 4);
        }
    }

    /**
     * Reads what is there; empty when nothing is there yet, or nothing came in time.
     *
     * @param most the most bytes that are read
     */
    public Optional<Received> receive(int most) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(most, 8);
            MemorySegment control = arena.allocate(HEADER + MAX_DESCRIPTORS * 4L, 8);
            MemorySegment message = message(arena, bytes, control);
            long count = library.receive(number(), message, MSG_CMSG_CLOEXEC);
            if (count < 0) {
                int errno = library.errno();
                if (errno == EAGAIN || errno == CLibrary.EINTR) {
                    return Optional.empty();
                }
                throw new KernelException("recvmsg", errno);
            }
            List<Descriptor> descriptors = descriptors(control, message.get(ValueLayout.JAVA_LONG, 40));
            boolean truncated = (message.get(ValueLayout.JAVA_INT, 48) & MSG_CTRUNC) != 0;
            return Optional.of(
                    new Received(bytes.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), descriptors, truncated));
        }
    }

    /**
     * Sends a part of these bytes, and with it descriptors that stay open here too.
     *
     * @return how many bytes were sent, at least one
     */
    public int send(byte[] bytes, int offset, List<Descriptor> descriptors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(bytes.length - offset, 8);
            content.copyFrom(MemorySegment.ofArray(bytes).asSlice(offset));
            MemorySegment control = MemorySegment.NULL;
            if (!descriptors.isEmpty()) {
                control = arena.allocate((HEADER + descriptors.size() * 4L + 7) & ~7, 8);
                control.set(ValueLayout.JAVA_LONG, 0, HEADER + descriptors.size() * 4L);
                control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
                control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
                for (int i = 0; i < descriptors.size(); i++) {
                    control.set(
                            ValueLayout.JAVA_INT,
                            HEADER + i * 4L,
                            descriptors.get(i).number());
                }
            }
            long count = library.send(number(), message(arena, content, control), MSG_NOSIGNAL);
            if (count < 0) {
                throw library.failure("sendmsg");
            }
            return (int) count;
        }
    }

    /** The socket's descriptor. */
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private int number() {
        return descriptor.number();
    }

    private static UnixSocket open(CLibrary library, int flags) throws IOException {
        int number = library.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags);
        if (number < 0) {
            throw library.failure("socket");
        }
        return new UnixSocket(library, number);
    }

    private void patience(Duration patience) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            time.set(ValueLayout.JAVA_LONG, 0, patience.toSeconds());
            time.set(ValueLayout.JAVA_LONG, 8, patience.toNanosPart() / 1_000L);
            for (int option : List.of(SO_RCVTIMEO, SO_SNDTIMEO)) {
                if (library.setOption(number(), SOL_SOCKET, option, time) != 0) {
                    throw library.failure("setsockopt");
                }
            }
        }
    }

    private static MemorySegment address(Arena arena, Path path) {
        byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(PATH_OFFSET + text.length + 1L, 8);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        address.asSlice(PATH_OFFSET).copyFrom(MemorySegment.ofArray(text));
        return address;
    }

    private static MemorySegment message(Arena arena, MemorySegment bytes, MemorySegment control) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.ADDRESS, 0, bytes);
        vector.set(ValueLayout.JAVA_LONG, 8, bytes.byteSize());
        MemorySegment message = arena.allocate(MESSAGE_SIZE, 8);
        message.set(ValueLayout.ADDRESS, 16, vector);
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.ADDRESS, 32, control);
        message.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
        return message;
    }

    private List<Descriptor> descriptors(MemorySegment control, long length) {
        List<Descriptor> descriptors = new ArrayList<>();
        for (long at = 0; at + HEADER <= length; ) {
            long size = control.get(ValueLayout.JAVA_LONG, at);
            if (size < HEADER || at + size > length) {
                break;
            }
            if (control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS) {
                for (long i = at + HEADER; i + 4 <= at + size; i += 4) {
                    descriptors.add(new Descriptor(library, control.get(ValueLayout.JAVA_INT, i)));
                }
            }
            at += (size + 7) & ~7;
        }
        return descriptors;
    }
}
