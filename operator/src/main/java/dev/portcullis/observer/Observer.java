package dev.portcullis.observer;

import dev.portcullis.observer.kernel.SeccompListener;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.telemetry.Probe;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the calls of one node's observed containers, and tells of them in the node's NodeObservations. */
public final class Observer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Observer.class);

    /** For the last report. */
    private static final Duration END = Duration.ofSeconds(25);

    private final ObserverSettings settings;
    private final ObserverLoop loop;
    private final Thread thread;
    private volatile @Nullable Throwable fatal;

    private Observer(ObserverSettings settings, ObserverLoop loop) {
        this.settings = settings;
        this.loop = loop;
        this.thread =
                Thread.ofPlatform().name("observer-" + settings.nodeName()).unstarted(this::run);
    }

    /**
     * Starts an observer, which takes over from the one that runs on this node already; the API server stays the caller's, to
     * close after the observer.
     *
     * @throws IOException when this machine or the socket directory cannot be used, with a message that says why
     */
    public static Observer start(ApiConnection server, ObserverSettings settings, MeterRegistry metrics)
            throws IOException {
        Optional<String> complaint = SeccompListener.complaint();
        if (complaint.isPresent()) {
            throw new IOException(complaint.get());
        }
        Observer observer = new Observer(settings, ObserverLoop.open(server, settings, new ObserverMetrics(metrics)));
        observer.thread.start();
        return observer;
    }

    /** Complains when the observer cannot get on by itself any more. */
    public Probe live() {
        return () -> thread.isAlive() ? loop.complaint() : Optional.of("the observer has ended");
    }

    /** Complains while neither this observer nor its successor takes what runtimes hand over. */
    public Probe ready() {
        return () -> loop.isServing() ? Optional.empty() : Optional.of("no observer takes what runtimes hand over");
    }

    /**
     * Waits until the observer ends.
     *
     * @throws IllegalStateException the reason, unless it was closed
     */
    public void awaitEnd() throws InterruptedException {
        thread.join();
        Throwable why = fatal;
        if (why != null) {
            throw new IllegalStateException(why.getMessage(), why);
        }
    }

    /** Goes on until a successor has taken over, nothing is observed any more, or the grace period has ended. */
    @Override
    public void close() {
        loop.leave();
        try {
            if (!thread.join(settings.gracePeriod().plus(END))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (loop) {
            while (loop.turn()) {
                // All happens in there.
            }
        } catch (IOException | RuntimeException e) {
            log.error("The observer cannot go on", e);
            fatal = e;
        }
    }
}
