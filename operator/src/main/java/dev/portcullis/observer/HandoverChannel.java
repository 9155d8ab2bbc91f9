package dev.portcullis.observer;

import dev.portcullis.observer.kernel.Descriptor;
import dev.portcullis.observer.kernel.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Frames between an observer and its successor: a kind and a length of four bytes each, big-endian, with which descriptors
 * come, and then as many bytes. Every step is bound to the socket's patience.
 *
 * @param socket blocks
 */
record HandoverChannel(UnixSocket socket) {

    /** More than the counts of one observation take, which are the longest content. */
    private static final int MAX_LENGTH = 16 << 20;

    private static final int HEADER = 8;
    private static final int AT_ONCE = 256 << 10;

    /** What a frame tells of. */
    enum Kind {
        /** The format of what follows; the first. */
        GREETING(1),
        /** A socket that runtimes connect to. */
        SOCKET(2),
        /** The counts of one observation. */
        COUNTS(3),
        /** A listener. */
        LISTENER(4),
        /** A runtime's connection that has not said all yet. */
        ARRIVAL(5),
        /** That was all. */
        END(6),
        /** The successor has it all. */
        TAKEN(7),
        /** The successor may begin. */
        YOURS(8);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Optional<Kind> of(int code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    /**
     * A frame.
     *
     * @param descriptors the receiver's to close
     */
    // Nobody compares them.
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(Kind kind, byte[] content, List<Descriptor> descriptors) {}

    void send(Kind kind, byte[] content, List<Descriptor> descriptors) throws IOException {
        byte[] header = ByteBuffer.allocate(HEADER)
                .putInt(kind.code)
                .putInt(content.length)
                .array();
        int sent = socket.send(header, 0, descriptors);
        while (sent < HEADER) {
            sent += socket.send(header, sent, List.of());
        }
        for (int at = 0; at < content.length; ) {
            at += socket.send(content, at, List.of());
        }
    }

    Frame receive() throws IOException {
        List<Descriptor> descriptors = new ArrayList<>();
        try {
            ByteBuffer header = ByteBuffer.wrap(exactly(HEADER, descriptors));
            Optional<Kind> kind = Kind.of(header.getInt());
            int length = header.getInt();
            if (kind.isEmpty() || length < 0 || length > MAX_LENGTH) {
                throw new IOException("the other observer sends what is no frame");
            }
            return new Frame(kind.get(), exactly(length, descriptors), descriptors);
        } catch (IOException e) {
            descriptors.forEach(Descriptor::close);
            throw e;
        }
    }

    /** Receives a frame of this kind, which has no descriptors. */
    Frame expect(Kind kind) throws IOException {
        Frame frame = receive();
        if (frame.kind() != kind) {
            frame.descriptors().forEach(Descriptor::close);
            throw new IOException("the other observer sends " + frame.kind() + " where " + kind + " belongs");
        }
        return frame;
    }

    private byte[] exactly(int length, List<Descriptor> descriptors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < length) {
            Optional<UnixSocket.Received> received = socket.receive(Math.min(length - bytes.size(), AT_ONCE));
            if (received.isEmpty()) {
                throw new IOException("the other observer does not answer");
            }
            descriptors.addAll(received.get().descriptors());
            if (received.get().bytes().length == 0 || received.get().truncated()) {
                throw new IOException("the other observer has ended");
            }
            bytes.writeBytes(received.get().bytes());
        }
        return bytes.toByteArray();
    }
}
