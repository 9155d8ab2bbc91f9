package dev.portcullis.agent;

import dev.portcullis.node.Backoff;
import dev.portcullis.node.Cause;
import dev.portcullis.node.Heartbeat;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reflects the ConfigMaps in the directory, as client-go's Reflector does in a store: lists them, then applies the events of
 * a watch, for as long as there is an API server, and waits politely when there is none. Knows up to which revision that is
 * done.
 */
final class Reflector implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reflector.class);

    private static final int MAX_RESTARTS = 3;

    private final RenditionSource source;
    private final NodeInfo node;
    private final Inventory inventory;
    private final Applier applier;
    private final DriftRepair driftRepair;
    private final Heartbeat heartbeat;
    private final Queue<Wakeup> inbox;
    private final BooleanSupplier closing;
    private final Consumer<Boolean> connected;
    private final Backoff backoff = Backoff.ofConnection(System.nanoTime());
    private @Nullable WatchStream stream;
    private boolean listed;
    private volatile boolean everListed;
    private boolean doubtful;
    private boolean reconnected;
    private long seen;
    private long nodes;

    Reflector(
            RenditionSource source,
            NodeInfo node,
            Inventory inventory,
            Applier applier,
            DriftRepair driftRepair,
            Heartbeat heartbeat,
            Queue<Wakeup> inbox,
            BooleanSupplier closing,
            Consumer<Boolean> connected) {
        this.source = source;
        this.node = node;
        this.inventory = inventory;
        this.applier = applier;
        this.driftRepair = driftRepair;
        this.heartbeat = heartbeat;
        this.inbox = inbox;
        this.closing = closing;
        this.connected = connected;
    }

    /** Returns whether there was a complete list since the agent started. Any thread may ask. */
    boolean everListed() {
        return everListed;
    }

    /** The revision up to which everything was tried. */
    long seen() {
        return seen;
    }

    /** The number of nodes, as the newest ConfigMap has it. */
    long nodes() {
        return nodes;
    }

    /** Returns whether the API server came back since the last call. */
    boolean takeReconnected() {
        boolean was = reconnected;
        reconnected = false;
        return was;
    }

    /** Lists or watches when that is due; true when a list was completed. */
    boolean advance() {
        if (stream != null || System.nanoTime() - backoff.next() < 0) {
            return false;
        }
        try {
            boolean completed = !isCurrent() && list();
            if (listed) {
                stream = source.watch(seen, inbox);
                connected.accept(true);
            }
            return completed;
        } catch (KubernetesClientException e) {
            lost(Cause.of(e));
            return false;
        }
    }

    /** Nanoseconds until {@link #advance} has something to do. */
    long untilDue(long now) {
        return stream == null ? backoff.next() - now : Long.MAX_VALUE;
    }

    /** Applies an event; returns whether it is worth a report. */
    boolean accept(Wakeup.Changed event) {
        if (event.source() != stream) {
            return false;
        }
        reconnected |= backoff.succeeded();
        try {
            return apply(event.type(), event.configMap());
        } catch (RuntimeException e) {
            // It may concern any file: only a list tells.
            listed = false;
            lost("an event cannot be read: " + e.getMessage());
            return false;
        }
    }

    /** Returns false for a bookmark and for the end of a tombstone, which says nothing new. */
    private boolean apply(String type, ConfigMap configMap) {
        long revision = Carrier.revision(configMap);
        boolean gone = type.equals("DELETED");
        boolean telling = !type.equals("BOOKMARK") && !(gone && Tombstone.is(configMap));
        if (!type.equals("BOOKMARK")) {
            heartbeat.item();
            List<String> keys = NodeDelivery.keys(configMap.getMetadata().getName());
            // A retry may have fetched a newer one already.
            if (inventory.newest(keys) <= revision) {
                if (gone && !Tombstone.is(configMap)) {
                    keys.forEach(key -> applier.abandon(key, revision));
                } else {
                    nodes = Carrier.nodes(configMap);
                    applier.apply(NodeDelivery.of(configMap, node));
                }
            }
        }
        seen = Math.max(seen, revision);
        return telling;
    }

    /** Notes that the watch ended, and when the next one is due. */
    void accept(Wakeup.Ended ended) {
        if (ended.source() != stream) {
            return;
        }
        Throwable failure = ended.failure();
        if (failure == null && backoff.failures() == 0) {
            // An ordinary end after a while: watch on from where it was.
            stream = null;
            backoff.ended(System.nanoTime());
            return;
        }
        boolean gone = failure instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_GONE;
        // What cannot be read may concern any file: only a list tells.
        if (gone || failure instanceof WatchStream.UnreadableEventException) {
            listed = false;
        }
        lost(failure == null ? "the watch ended at once" : Cause.of(failure));
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /**
     * Returns whether a watch can go on from what was listed: not when the server is behind that, as after a restore of
     * etcd.
     */
    private boolean isCurrent() {
        if (listed && doubtful && source.revision() < seen) {
            log.warn("The API server is behind what it said before, starting over");
            listed = false;
        }
        doubtful = false;
        return listed;
    }

    /**
     * Lists everything, applies page by page, and keeps as an orphan what is not in the list. The list is the truth even
     * where its revisions are lower than those applied before, as after a restore of etcd.
     *
     * @return false when it was left because the agent is closing
     */
    private boolean list() {
        for (int restarts = 0; ; restarts++) {
            try {
                listed = listOnce();
                everListed |= listed;
                reconnected |= backoff.failures() > 0;
                return listed;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE || restarts == MAX_RESTARTS) {
                    throw e;
                }
            }
        }
    }

    private boolean listOnce() {
        Set<String> keys = new HashSet<>();
        heartbeat.item();
        try {
            // At the end of a page, not of each file: nothing is reported before the list is complete.
            long[] newest = {0};
            seen = source.list(
                    configMap -> {
                        if (closing.getAsBoolean()) {
                            throw new CancellationException();
                        }
                        heartbeat.item();
                        NodeDelivery delivery = NodeDelivery.of(configMap, node);
                        keys.addAll(delivery.keys());
                        applier.apply(delivery);
                        if (delivery.revision() > newest[0]) {
                            newest[0] = delivery.revision();
                            nodes = Carrier.nodes(configMap);
                        }
                    },
                    applier::commit);
        } catch (CancellationException e) {
            applier.commit();
            return false;
        }
        inventory.without(keys).forEach(key -> applier.abandon(key, seen));
        driftRepair.noteUnknown(seen);
        applier.commit();
        return true;
    }

    private void lost(String why) {
        close();
        doubtful = true;
        connected.accept(false);
        backoff.failed(System.nanoTime());
        log.atWarn().addKeyValue("failures", backoff.failures()).log("Not connected to the API server: {}", why);
    }
}
