package dev.portcullis.observer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.observer.HandoverChannel.Frame;
import dev.portcullis.observer.HandoverChannel.Kind;
import dev.portcullis.observer.kernel.Descriptor;
import dev.portcullis.observer.kernel.UnixSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that passes from an observer to its successor, so that no call is lost: calls wait in the kernel meanwhile. Neither of the
 * two receives a call until it is known whose turn it is.
 *
 * @param sockets where runtimes connect
 * @param counts what was counted
 * @param listeners those of running containers
 * @param arrivals connections that have not said all yet
 */
record Estate(List<UnixSocket> sockets, List<Counts> counts, List<Listener> listeners, List<HalfRead> arrivals) {

    /** Changes with everything that an observer of before could not read. */
    private static final int FORMAT = 1;

    private static final byte[] NOTHING = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The counts of one observation.
     *
     * @param whole whether they hold what observers before have told
     * @param tally as text
     */
    record Counts(String observation, String uid, boolean whole, String tally) {}

    /**
     * A listener.
     *
     * @param metadata as its runtime sent it
     */
    record Listener(Descriptor descriptor, String metadata, ObservedContainer container, CallOrigin origin) {}

    /** A runtime's connection, and what came over it so far. */
    // Nobody compares them.
    @SuppressWarnings("ArrayRecordComponent")
    record HalfRead(UnixSocket socket, byte[] bytes, List<Descriptor> descriptors) {}

    private record Greeting(int format) {}

    private record Calling(String metadata, ObservedContainer container, CallOrigin origin) {}

    /** An estate without anything in it. */
    static Estate empty() {
        return new Estate(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /**
     * Gives it to a successor. Everything stays open here too.
     *
     * @throws IOException when the successor has not got it, and everything stays with this observer
     */
    void give(HandoverChannel channel) throws IOException {
        channel.send(Kind.GREETING, json(new Greeting(FORMAT)), List.of());
        for (UnixSocket socket : sockets) {
            channel.send(Kind.SOCKET, NOTHING, List.of(socket.descriptor()));
        }
        for (Counts one : counts) {
            channel.send(Kind.COUNTS, json(one), List.of());
        }
        for (Listener one : listeners) {
            channel.send(
                    Kind.LISTENER,
                    json(new Calling(one.metadata(), one.container(), one.origin())),
                    List.of(one.descriptor()));
        }
        for (HalfRead one : arrivals) {
            List<Descriptor> descriptors = new ArrayList<>();
            descriptors.add(one.socket().descriptor());
            descriptors.addAll(one.descriptors());
            channel.send(Kind.ARRIVAL, one.bytes(), descriptors);
        }
        channel.send(Kind.END, NOTHING, List.of());
        channel.expect(Kind.TAKEN);
        channel.send(Kind.YOURS, NOTHING, List.of());
    }

    /** Makes what its predecessor has useless, once the successor has it all and before it says so. */
    @FunctionalInterface
    interface Preparation {
        void run() throws IOException;
    }

    /**
     * Takes an estate from a predecessor.
     *
     * @param preparation what has to be done before the predecessor lets go
     * @throws IOException when everything stays with the predecessor
     */
    static Estate take(HandoverChannel channel, Preparation preparation) throws IOException {
        int format = read(channel.expect(Kind.GREETING), Greeting.class).format();
        if (format != FORMAT) {
            throw new IOException("the observer before this one hands over in format " + format + ", not " + FORMAT);
        }
        Estate estate = empty();
        try {
            Frame frame = channel.receive();
            while (frame.kind() != Kind.END) {
                estate.add(frame);
                frame = channel.receive();
            }
            preparation.run();
            channel.send(Kind.TAKEN, NOTHING, List.of());
            channel.expect(Kind.YOURS);
            return estate;
        } catch (IOException e) {
            estate.close();
            throw e;
        }
    }

    private void add(Frame frame) throws IOException {
        List<Descriptor> descriptors = frame.descriptors();
        switch (frame.kind()) {
            case COUNTS -> counts.add(read(frame, Counts.class));
            case SOCKET -> sockets.add(UnixSocket.of(first(descriptors)));
            case LISTENER -> {
                Calling process = read(frame, Calling.class);
                listeners.add(
                        new Listener(first(descriptors), process.metadata(), process.container(), process.origin()));
            }
            case ARRIVAL ->
                arrivals.add(new HalfRead(
                        UnixSocket.of(first(descriptors)),
                        frame.content(),
                        new ArrayList<>(descriptors.subList(1, descriptors.size()))));
            default -> throw new IOException("the observer before this one sends " + frame.kind());
        }
    }

    private static Descriptor first(List<Descriptor> descriptors) throws IOException {
        if (descriptors.isEmpty()) {
            throw new IOException("the observer before this one sends no descriptor");
        }
        return descriptors.getFirst();
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers can be written", e);
        }
    }

    private static <T> T read(Frame frame, Class<T> type) throws IOException {
        return JSON.readValue(frame.content(), type);
    }

    /** Closes all descriptors in this process; those of the other observer stay. */
    void close() {
        sockets.forEach(UnixSocket::close);
        listeners.forEach(one -> one.descriptor().close());
        arrivals.forEach(one -> {
            one.descriptors().forEach(Descriptor::close);
            one.socket().close();
        });
    }
}
