package dev.portcullis.observer;

import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.node.Heartbeat;
import dev.portcullis.node.MachineFacts;
import dev.portcullis.observation.ObservingNode;
import dev.portcullis.observer.kernel.Bell;
import dev.portcullis.observer.kernel.EventQueue;
import dev.portcullis.observer.kernel.UnixSocket;
import dev.portcullis.stream.ApiConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One observer's work and the parts that do it, for one thread, which waits in one place only. It answers calls; or, after a
 * successor took over, it stands by and takes back what that successor leaves behind.
 */
final class ObserverLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ObserverLoop.class);

    /** For one step of a handover: the other side is a process of this machine that does nothing else meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofMillis(500);

    /** Runtimes that connect while there is no room. */
    private static final int RUNTIMES_WAITING = 256;

    private static final int SUCCESSORS_WAITING = 4;

    private static final int ROOT = 0;

    private final ApiConnection server;
    private final ObserverSettings settings;
    private final ObserverMetrics metrics;
    private final EventQueue<Source> queue;
    private final Bell bell;
    private final Ledger ledger;
    private final Sessions sessions;
    private final Reception reception;
    private final Heartbeat heartbeat = new Heartbeat();

    /** What NodeObservations said before, from the reporter's thread. */
    private final Queue<Previous> previous = new ConcurrentLinkedQueue<>();

    private @Nullable NodeObservationReporter reporter;
    /** The socket that a successor connects to; null while this observer stands by. */
    private @Nullable UnixSocket successors;
    /** The connection to the observer before this one, or to the one that took over: it ends with that process. */
    private @Nullable UnixSocket other;

    private volatile boolean answering;
    private volatile boolean leaving;
    private boolean left;
    private boolean withdrawn;
    private long graceEnd;
    private long retryAt = System.nanoTime();

    private record Previous(String uid, Optional<NodeObservationStatus> status) {}

    private ObserverLoop(ApiConnection server, ObserverSettings settings, ObserverMetrics metrics) throws IOException {
        MachineFacts facts = MachineFacts.ofThisMachine();
        this.server = server;
        this.settings = settings;
        this.metrics = metrics;
        this.queue = EventQueue.open();
        this.bell = Bell.hang();
        queue.add(bell.descriptor(), (readable, over) -> bell.silence());
        ObservingNode node = new ObservingNode(
                settings.nodeName(), facts.architecture(), facts.kernelVersion(), facts.programVersion());
        this.ledger =
                new Ledger(node, new OpenListeners(settings.socketDirectory().resolve("listeners.json")), metrics);
        this.sessions = new Sessions(queue, ledger, metrics);
        this.reception = new Reception(queue, sessions, ledger, metrics);
    }

    /**
     * Takes over from the observer that runs on this node, or begins anew where none does.
     *
     * @throws IOException when neither is possible, with a message that says why
     */
    static ObserverLoop open(ApiConnection server, ObserverSettings settings, ObserverMetrics metrics)
            throws IOException {
        if (!Files.isDirectory(settings.socketDirectory())) {
            throw new IOException(settings.socketDirectory() + " (--socket-directory) is no directory");
        }
        ObserverLoop loop = new ObserverLoop(server, settings, metrics);
        try {
            loop.begin();
            return loop;
        } catch (IOException e) {
            loop.close();
            throw e;
        }
    }

    /** Waits for something and deals with it; returns whether there is more to do. */
    boolean turn() throws IOException {
        heartbeat.idle();
        queue.await(millis(untilNext()), (source, readable, over) -> {
            heartbeat.item();
            source.happened(readable, over);
        });
        heartbeat.item();
        long now = System.nanoTime();
        for (Previous one = previous.poll(); one != null; one = previous.poll()) {
            ledger.previous(one.uid(), one.status());
        }
        if (answering) {
            reception.expire(now);
            reception.regulate();
            ledger.tell(now);
        } else if (!leaving && now - retryAt >= 0 && other == null) {
            beginAgain();
        }
        return !leaving || !hasLeft(now);
    }

    /** Lets the loop end, once a successor has come or need not come any more. */
    void leave() {
        leaving = true;
        bell.ring();
    }

    /** Complains when the loop is stuck. */
    Optional<String> complaint() {
        return heartbeat.complaint();
    }

    /** Returns whether calls are answered, by this observer or by its successor. */
    boolean isServing() {
        return answering || other != null;
    }

    private void begin() throws IOException {
        Optional<UnixSocket> predecessor = UnixSocket.connect(settings.handoverSocket(), PATIENCE);
        if (predecessor.isPresent()) {
            takeOver(predecessor.get());
        } else {
            ledger.learnOfEnd();
            bind();
            log.info("No observer was here, runtimes can connect");
        }
        reporter = NodeObservationReporter.start(
                server,
                settings.nodeName(),
                (uid, status) -> {
                    previous.add(new Previous(uid, status));
                    bell.ring();
                },
                metrics);
        ledger.tellBy(reporter);
        ledger.listenersChanged();
        answering = true;
        metrics.active(true);
    }

    private void beginAgain() {
        try {
            begin();
        } catch (IOException e) {
            retryAt = System.nanoTime() + RETRY.toNanos();
            log.warn("Cannot take over again: {}", e.getMessage());
        }
    }

    private void takeOver(UnixSocket predecessor) throws IOException {
        Estate estate;
        try {
            estate = Estate.take(new HandoverChannel(predecessor), this::bind);
        } catch (IOException e) {
            predecessor.close();
            unbind();
            throw e;
        }
        estate.sockets().forEach(reception::open);
        for (Estate.Counts one : estate.counts()) {
            ledger.add(one);
        }
        for (Estate.Listener one : estate.listeners()) {
            sessions.resume(one);
        }
        estate.arrivals().forEach(reception::resume);
        other = predecessor;
        queue.add(predecessor.descriptor(), (readable, over) -> forgetOther());
        log.atInfo()
                .addKeyValue("observations", estate.counts().size())
                .addKeyValue("listeners", estate.listeners().size())
                .log("Took over from the observer before this one");
    }

    /** Puts own sockets in place of those that are there. */
    private void bind() throws IOException {
        reception.open(UnixSocket.listen(settings.observerSocket(), RUNTIMES_WAITING));
        UnixSocket bound = UnixSocket.listen(settings.handoverSocket(), SUCCESSORS_WAITING);
        closeSuccessors();
        successors = bound;
        queue.add(bound.descriptor(), (readable, over) -> handOver(bound));
    }

    private void unbind() {
        reception.close();
        closeSuccessors();
    }

    private void closeSuccessors() {
        if (successors != null) {
            queue.remove(successors.descriptor());
            successors.close();
            successors = null;
        }
    }

    private void handOver(UnixSocket bound) {
        Optional<UnixSocket> successor = Optional.empty();
        try {
            successor = bound.accept(PATIENCE);
            if (successor.isPresent()) {
                int user = successor.get().peerUser();
                if (user != ROOT) {
                    metrics.refused(ObserverMetrics.Rejection.PEER);
                    throw new IOException("user " + user + " connected, and observers are root");
                }
                give(successor.get());
            }
        } catch (IOException e) {
            log.warn("Not handed over: {}", e.getMessage());
            successor.ifPresent(UnixSocket::close);
        }
    }

    private void give(UnixSocket successor) throws IOException {
        Estate estate = Estate.empty();
        sessions.handOver(estate);
        reception.handOver(estate);
        estate.counts().addAll(ledger.counts());
        try {
            estate.give(new HandoverChannel(successor));
        } catch (IOException e) {
            // The successor may have put its sockets in place of these.
            bind();
            sessions.goOn();
            reception.goOn();
            throw e;
        }
        log.atInfo().addKeyValue("listeners", estate.listeners().size()).log("Handed over to a successor");
        standBy(successor);
    }

    private void standBy(UnixSocket successor) throws IOException {
        answering = false;
        metrics.active(false);
        ledger.tellBy(null);
        if (reporter != null) {
            reporter.discard();
            reporter = null;
        }
        sessions.close();
        unbind();
        ledger.clear();
        previous.clear();
        forgetOther();
        other = successor;
        queue.add(successor.descriptor(), (readable, over) -> forgetOther());
    }

    private void forgetOther() {
        if (other != null) {
            queue.remove(other.descriptor());
            other.close();
            other = null;
        }
    }

    /** Returns whether this observer may end. */
    private boolean hasLeft(long now) {
        if (!left) {
            left = true;
            graceEnd = now + settings.gracePeriod().toNanos();
            if (answering) {
                // If the one before this stands by, it takes back.
                forgetOther();
                log.info("Told to end, answers until a successor comes");
            }
        }
        if (answering && isIdle() && !withdrawn) {
            // One more turn, for a runtime that has connected already: without an answer its container would hang.
            withdraw();
            return false;
        }
        return !answering || isIdle() || now - graceEnd >= 0;
    }

    private boolean isIdle() {
        return sessions.isEmpty() && !reception.isBusy();
    }

    /** Lets no more runtimes in; they fail to start containers, and are asked again. */
    private void withdraw() {
        withdrawn = true;
        try {
            Files.deleteIfExists(settings.observerSocket());
        } catch (IOException e) {
            log.warn("Cannot remove the socket: {}", e.getMessage());
        }
    }

    private long untilNext() {
        long now = System.nanoTime();
        long wait = Long.MAX_VALUE;
        if (answering) {
            wait = Math.min(ledger.untilDue(now), reception.isBusy() ? RETRY.toNanos() : wait);
        } else if (other == null) {
            wait = Math.max(0, retryAt - now);
        }
        if (leaving && left) {
            return withdrawn && isIdle() ? 0 : Math.min(wait, Math.max(0, graceEnd - now));
        }
        return wait;
    }

    /** A timeout for the kernel, rounded up so that it does not end too early. */
    private static int millis(long nanos) {
        return nanos == Long.MAX_VALUE
                ? -1
                : (int) Math.min(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), Integer.MAX_VALUE);
    }

    /** Ends without a successor, or after one took over; what was counted is told. */
    @Override
    public void close() {
        if (answering) {
            answering = false;
            ledger.tellAll();
        }
        if (reporter != null) {
            reporter.close();
        }
        sessions.close();
        unbind();
        forgetOther();
        bell.close();
        queue.close();
    }
}
