package dev.portcullis.agent;

import dev.portcullis.node.Backoff;
import dev.portcullis.node.Cause;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Tombstone;
import dev.portcullis.stream.ApiConnection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractQueue;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An agent that writes no files, so that one process can be hundreds of them. What the API server sees of it is the
 * agent's own code: identity, lists, watches, the pace of its reports, and how it writes them.
 */
public final class DisklessAgent implements AutoCloseable {

    /** The resync interval of the manifests: so often an agent looks whether its NodeSync is there. */
    private static final Duration RESYNC = Duration.ofSeconds(60);

    /**
     * What a list shows.
     *
     * @param revision of the API server
     * @param files the number of ConfigMaps that are no tombstone
     * @param nodes the number of nodes, as the newest ConfigMap has it
     */
    public record Listing(long revision, int files, long nodes) {}

    /** Hears what happens to any agent; called by many threads. */
    public interface Listener {

        /** An event of a watch, bookmarks included. */
        void event(String type, int characters);

        /** A watch ended, and not in the ordinary way. */
        void broken(String why);
    }

    private final RenditionSource source;
    private final NodeSyncReporter reporter;
    private final NodeInfo node;
    private final Listener listener;
    private final ScheduledExecutorService timer;
    private final Backoff backoff = Backoff.ofConnection(System.nanoTime());
    private final Queue<Wakeup> inbox = new Inbox();
    private @Nullable WatchStream stream;
    private long seen;
    private int files;
    private OnDisk onDisk = OnDisk.NOTHING;
    private long nodes;
    private boolean closed;

    private DisklessAgent(
            NodeInfo node,
            RenditionSource source,
            NodeSyncReporter reporter,
            Listener listener,
            ScheduledExecutorService timer) {
        this.node = node;
        this.source = source;
        this.reporter = reporter;
        this.listener = listener;
        this.timer = timer;
    }

    /** Lists everything as a starting agent does. */
    public static Listing list(ApiConnection server, String namespace) {
        return list(new RenditionSource(server, namespace));
    }

    /**
     * Starts an agent that knows a list already, and reports it.
     *
     * @param timer runs what is due later
     */
    public static DisklessAgent start(
            ApiConnection server,
            String namespace,
            String nodeName,
            Listing listing,
            Listener listener,
            MeterRegistry metrics,
            ScheduledExecutorService timer) {
        NodeIdentity identity = NodeIdentity.ask(server, nodeName);
        NodeSyncReporter reporter = NodeSyncReporter.start(server, identity, RESYNC, new AgentMetrics(metrics));
        DisklessAgent agent = new DisklessAgent(
                NodeInfo.ofThisMachine(nodeName), new RenditionSource(server, namespace), reporter, listener, timer);
        agent.listed(listing);
        agent.watch();
        return agent;
    }

    /** The revision up to which everything has arrived. */
    public synchronized long seen() {
        return seen;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (stream != null) {
                stream.close();
            }
        }
        reporter.close();
    }

    private static Listing list(RenditionSource source) {
        int[] files = {0};
        long[] newest = {0, 0};
        long revision = source.list(
                configMap -> {
                    files[0] += Tombstone.is(configMap) ? 0 : 1;
                    if (Carrier.revision(configMap) > newest[0]) {
                        newest[0] = Carrier.revision(configMap);
                        newest[1] = Carrier.nodes(configMap);
                    }
                },
                () -> {});
        return new Listing(revision, files[0], newest[1]);
    }

    private synchronized void listed(Listing listing) {
        seen = listing.revision();
        files = listing.files();
        nodes = listing.nodes();
        publish();
    }

    private synchronized void watch() {
        if (!closed) {
            stream = source.watch(seen, inbox);
        }
    }

    private synchronized void handle(Wakeup.Changed event) {
        if (event.source() != stream) {
            return;
        }
        backoff.succeeded();
        ConfigMap configMap = event.configMap();
        seen = Math.max(seen, Carrier.revision(configMap));
        boolean tombstone = Tombstone.is(configMap);
        switch (event.type()) {
            case "ADDED" -> files += tombstone ? 0 : 1;
            // The only change of a file's number that is no event of its own: its ConfigMap became a tombstone.
            case "MODIFIED" -> files -= tombstone ? 1 : 0;
            default -> {}
        }
        listener.event(event.type(), event.size());
        if (!event.type().equals("BOOKMARK") && !event.type().equals("DELETED")) {
            nodes = Carrier.nodes(configMap);
            publish();
        }
        event.source().handled(event);
    }

    private void publish() {
        AppliedState state = new AppliedState(seen, files, 0, List.of());
        // Keeps no files, so it attests to the newest only.
        List<Inventory.Entry> newest = List.of(new Inventory.Entry("", seen, "", null));
        onDisk = onDisk.next(seen, seen, newest, Instant.now());
        reporter.outbox().publish(new Outbox.State(node.status(state, Inventory.Repairs.NONE), onDisk), true, nodes);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It tells the listener itself of what fails.
    private synchronized void handle(Wakeup.Ended ended) {
        if (closed || ended.source() != stream) {
            return;
        }
        long now = System.nanoTime();
        Throwable failure = ended.failure();
        if (failure == null && backoff.failures() == 0) {
            backoff.ended(now);
        } else {
            listener.broken(failure == null ? "the watch ended at once" : Cause.of(failure));
            backoff.failed(now);
        }
        boolean gone = failure instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_GONE;
        timer.schedule(() -> again(gone), backoff.next() - now, TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The same.
    private void again(boolean gone) {
        try {
            if (gone) {
                listed(list(source));
            }
            watch();
        } catch (KubernetesClientException e) {
            listener.broken(Cause.of(e));
            timer.schedule(() -> again(gone), 1, TimeUnit.SECONDS);
        }
    }

    /** Handles what is put in at once, on the thread that reads the watch: a thread less for each agent. */
    private final class Inbox extends AbstractQueue<Wakeup> {

        @Override
        public boolean offer(Wakeup wakeup) {
            switch (wakeup) {
                case Wakeup.Changed changed -> handle(changed);
                case Wakeup.Ended ended -> handle(ended);
                default -> {}
            }
            return true;
        }

        @Override
        public @Nullable Wakeup poll() {
            return null;
        }

        @Override
        public @Nullable Wakeup peek() {
            return null;
        }

        @Override
        public Iterator<Wakeup> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
