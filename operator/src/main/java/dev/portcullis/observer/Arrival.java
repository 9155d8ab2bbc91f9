package dev.portcullis.observer;

import dev.portcullis.observer.kernel.Descriptor;
import dev.portcullis.observer.kernel.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A runtime's connection until its message is there: one message, and the connection is over. For the loop's thread alone. */
final class Arrival implements AutoCloseable {

    /** Ten times what containerd and CRI-O send with the longest metadata. */
    static final int MAX_MESSAGE = 1 << 20;

    /** How long the whole message may take. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int AT_ONCE = 64 << 10;

    private final UnixSocket socket;
    private final long deadline;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonExtent extent = new JsonExtent();
    private final List<Descriptor> descriptors = new ArrayList<>();

    /** @param now as {@link System#nanoTime} tells it */
    Arrival(UnixSocket socket, long now) {
        this.socket = socket;
        this.deadline = now + PATIENCE.toNanos();
    }

    /** An arrival of which another observer has read a part. */
    static Arrival goingOn(UnixSocket socket, byte[] read, List<Descriptor> descriptors, long now) {
        Arrival arrival = new Arrival(socket, now);
        arrival.descriptors.addAll(descriptors);
        arrival.bytes.writeBytes(read);
        arrival.extent.add(read);
        return arrival;
    }

    UnixSocket socket() {
        return socket;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    List<Descriptor> descriptors() {
        return descriptors;
    }

    boolean isLate(long now) {
        return now - deadline >= 0;
    }

    /**
     * Reads what is there; the message when it is complete.
     *
     * @throws IOException when there will never be one, with a message that says why
     */
    Optional<ProcessState> read() throws IOException {
        Optional<UnixSocket.Received> received = socket.receive(AT_ONCE);
        if (received.isEmpty()) {
            return Optional.empty();
        }
        UnixSocket.Received part = received.get();
        descriptors.addAll(part.descriptors());
        if (part.truncated() || descriptors.size() > UnixSocket.MAX_DESCRIPTORS) {
            throw new IOException("more than " + UnixSocket.MAX_DESCRIPTORS + " descriptors came");
        }
        if (part.bytes().length == 0) {
            throw new IOException("it ends too early");
        }
        bytes.writeBytes(part.bytes());
        if (bytes.size() > MAX_MESSAGE) {
            throw new IOException("it is longer than " + MAX_MESSAGE + " bytes");
        }
        return extent.add(part.bytes()) ? Optional.of(state()) : Optional.empty();
    }

    /** Takes the listener's descriptor, for the caller to close. */
    Descriptor take(ProcessState state) {
        return descriptors.remove(state.listener());
    }

    private ProcessState state() throws IOException {
        ProcessState state = ProcessState.of(bytes.toByteArray());
        if (state.listener() >= descriptors.size()) {
            throw new IOException("it names a descriptor that did not come");
        }
        return state;
    }

    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
        socket.close();
    }
}
