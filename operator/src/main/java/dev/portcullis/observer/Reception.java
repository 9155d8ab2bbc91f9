package dev.portcullis.observer;

import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.MalformedMetadataException;
import dev.portcullis.observer.ObserverMetrics.Rejection;
import dev.portcullis.observer.kernel.EventQueue;
import dev.portcullis.observer.kernel.UnixSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets runtimes in: takes their connections, reads the one message of each, and opens a session for its listener. While there is no
 * room, connections wait in the kernel, and with them the containers. For the loop's thread alone.
 */
final class Reception {

    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private static final int ROOT = 0;

    /** Connections whose message is not complete yet. */
    private static final int MAX_ARRIVALS = 32;

    private static final int MAX_SOCKETS = 4;

    private final EventQueue<Source> queue;
    private final Sessions sessions;
    private final Ledger ledger;
    private final ObserverMetrics metrics;

    /** The sockets that runtimes connect to: the own one, and one of each predecessor whose path was replaced. */
    private final List<UnixSocket> sockets = new ArrayList<>();

    private final Set<Arrival> arrivals = new LinkedHashSet<>();
    private boolean accepting;

    /** The metadata that came last, nearly always that of the next container too: it takes some of the memory of a session. */
    private @Nullable String lastText;

    private @Nullable ListenerMetadata last;

    Reception(EventQueue<Source> queue, Sessions sessions, Ledger ledger, ObserverMetrics metrics) {
        this.queue = queue;
        this.sessions = sessions;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /** Takes connections of this socket too, and of the oldest no more where there are too many. */
    void open(UnixSocket socket) {
        if (sockets.size() == MAX_SOCKETS) {
            UnixSocket oldest = sockets.removeFirst();
            queue.remove(oldest.descriptor());
            oldest.close();
        }
        sockets.add(socket);
        accepting = false;
    }

    /** Takes connections if there is room, and else does not. */
    void regulate() {
        boolean room = arrivals.size() < MAX_ARRIVALS && sessions.hasRoom(arrivals.size());
        if (room == accepting) {
            return;
        }
        accepting = room;
        for (UnixSocket socket : sockets) {
            queue.remove(socket.descriptor());
            if (room) {
                try {
                    queue.add(socket.descriptor(), (readable, over) -> accept(socket));
                } catch (IOException e) {
                    accepting = false;
                    log.warn("Cannot wait for runtimes: {}", e.getMessage());
                }
            }
        }
    }

    /** Ends connections whose message has taken too long. */
    void expire(long now) {
        for (Arrival arrival : List.copyOf(arrivals)) {
            if (arrival.isLate(now)) {
                refuse(arrival, Rejection.LATE, "its message took too long");
            }
        }
    }

    /** Returns whether connections wait for the rest of their message. */
    boolean isBusy() {
        return !arrivals.isEmpty();
    }

    /** Goes on with a connection that a predecessor began to read. */
    void resume(Estate.HalfRead half) {
        enter(Arrival.goingOn(half.socket(), half.bytes(), half.descriptors(), System.nanoTime()));
    }

    /** Adds sockets and connections to what a successor gets, and reads no more of them. */
    void handOver(Estate estate) {
        suspend();
        estate.sockets().addAll(sockets);
        arrivals.forEach(one ->
                estate.arrivals().add(new Estate.HalfRead(one.socket(), one.bytes(), List.copyOf(one.descriptors()))));
    }

    private void suspend() {
        sockets.forEach(socket -> queue.remove(socket.descriptor()));
        accepting = false;
        arrivals.forEach(one -> queue.remove(one.socket().descriptor()));
    }

    /** Goes on after a successor did not take over. */
    void goOn() {
        regulate();
        List.copyOf(arrivals).forEach(this::await);
    }

    /** Closes everything, which another observer may have too. */
    void close() {
        suspend();
        sockets.forEach(UnixSocket::close);
        sockets.clear();
        arrivals.forEach(Arrival::close);
        arrivals.clear();
    }

    private void accept(UnixSocket socket) {
        try {
            Optional<UnixSocket> accepted = socket.accept(null);
            if (accepted.isPresent()) {
                Arrival arrival = new Arrival(accepted.get(), System.nanoTime());
                int user = accepted.get().peerUser();
                if (user == ROOT) {
                    enter(arrival);
                } else {
                    refuse(arrival, Rejection.PEER, "user " + user + " connected, and runtimes are root");
                }
            }
        } catch (IOException e) {
            log.warn("Cannot take a runtime's connection: {}", e.getMessage());
        }
        regulate();
    }

    private void enter(Arrival arrival) {
        arrivals.add(arrival);
        await(arrival);
    }

    private void await(Arrival arrival) {
        try {
            queue.add(arrival.socket().descriptor(), (readable, over) -> read(arrival));
        } catch (IOException e) {
            refuse(arrival, Rejection.MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private void read(Arrival arrival) {
        try {
            Optional<ProcessState> state = arrival.read();
            if (state.isPresent()) {
                begin(arrival, state.get());
            }
        } catch (IOException | RuntimeException e) {
            refuse(arrival, Rejection.MESSAGE, "not the message of a runtime: " + e.getMessage());
        }
    }

    private void begin(Arrival arrival, ProcessState state) throws IOException {
        Optional<ListenerMetadata> metadata = metadata(arrival, state);
        if (metadata.isEmpty()) {
            return;
        }
        Optional<Observed> observed = ledger.of(metadata.get());
        if (observed.isEmpty()) {
            refuse(arrival, Rejection.FULL, "too many observations are under way");
            return;
        }
        sessions.open(arrival.take(state), state, metadata.get(), observed.get());
        leave(arrival);
    }

    private Optional<ListenerMetadata> metadata(Arrival arrival, ProcessState state) {
        try {
            ListenerMetadata read = state.metadata().equals(lastText) ? last : ListenerMetadata.of(state.metadata());
            lastText = state.metadata();
            last = read;
            return Optional.ofNullable(read);
        } catch (MalformedMetadataException e) {
            refuse(
                    arrival,
                    Rejection.METADATA,
                    "the metadata of " + state.container() + " is none of an observed profile: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void refuse(Arrival arrival, Rejection reason, String why) {
        metrics.refused(reason);
        log.warn("Refused a connection: {}", why);
        leave(arrival);
    }

    private void leave(Arrival arrival) {
        queue.remove(arrival.socket().descriptor());
        arrival.close();
        arrivals.remove(arrival);
        regulate();
    }
}
