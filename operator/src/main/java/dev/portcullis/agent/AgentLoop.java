package dev.portcullis.agent;

import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.node.Cause;
import dev.portcullis.node.Heartbeat;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.stream.ApiConnection;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's work and the parts that do it, for one thread: lists, applies, removes, verifies, and hands the result to the
 * reporter. It waits in one place only, for whatever comes first.
 */
final class AgentLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);

    private final ApiConnection server;
    private final AgentSettings settings;
    private final NodeInfo node;
    private final ProfileDirectory directory;
    private final AgentMetrics metrics;

    /** Wakes the thread; bounded by what {@link WatchStream} lets wait. */
    private final BlockingQueue<Wakeup> inbox = new LinkedBlockingQueue<>();

    private final Heartbeat heartbeat = new Heartbeat();
    private final Retries retries =
            new Retries(() -> ThreadLocalRandom.current().nextLong());
    private final Inventory inventory = new Inventory(retries);
    private final Applier applier;
    private final DriftRepair driftRepair;
    private final Reflector reflector;
    private final DirectoryWatch watch;
    private final long resync;
    private OnDisk onDisk = OnDisk.NOTHING;
    private @Nullable OrdersWatch ordersWatch;
    private long nextVerify;

    /**
     * Puts the parts together, and begins to watch the directory.
     *
     * @param directory closed with this
     * @param closing tells whether a list is to be left unfinished
     */
    AgentLoop(
            ApiConnection server,
            AgentSettings settings,
            ProfileDirectory directory,
            AgentMetrics metrics,
            BooleanSupplier closing) {
        this.server = server;
        this.settings = settings;
        this.node = NodeInfo.ofThisMachine(settings.nodeName());
        this.directory = directory;
        this.metrics = metrics;
        RenditionSource source = new RenditionSource(server, settings.namespace());
        this.applier = new Applier(directory, inventory, metrics);
        this.driftRepair = new DriftRepair(directory, inventory, node, applier, source::get);
        this.reflector = new Reflector(
                source, node, inventory, applier, driftRepair, heartbeat, inbox, closing, metrics::connected);
        this.watch = DirectoryWatch.start(directory.path(), inbox, metrics::watched);
        this.resync = settings.resyncInterval().toNanos();
        this.nextVerify = System.nanoTime() + resync;
    }

    /** Complains when one item takes too long. Any thread may ask. */
    Optional<String> complaint() {
        return heartbeat.complaint();
    }

    /** Returns whether there was a complete list since the agent started. Any thread may ask. */
    boolean everListed() {
        return reflector.everListed();
    }

    /** Ends a wait. Any thread may call. */
    void wake() {
        inbox.add(new Wakeup.Wake());
    }

    /** Waits for this long, or until something happens. */
    void pause(long nanos) throws InterruptedException {
        Wakeup woken = inbox.poll(nanos, TimeUnit.NANOSECONDS);
        log.debug("Going on after {}", woken == null ? "the wait" : "a signal");
    }

    /**
     * Does what is due, waits for something to happen, and does that.
     *
     * @param outbox gets the result
     */
    void turn(Outbox outbox) throws InterruptedException {
        heartbeat.item();
        if (!reflector.everListed() && reflector.untilDue(System.nanoTime()) <= 0) {
            askForOrders();
        }
        boolean listed = reflector.advance();
        if (System.nanoTime() - nextVerify >= 0) {
            verifyAll();
            nextVerify = System.nanoTime() + resync;
        }
        for (String key : retries.due(System.nanoTime())) {
            heartbeat.item();
            driftRepair.refetch(key);
        }
        finish(outbox, listed);
        heartbeat.idle();
        Wakeup first = inbox.poll(untilNext(), TimeUnit.NANOSECONDS);
        heartbeat.item();
        if (first != null) {
            handle(first, outbox);
        }
    }

    private void handle(Wakeup first, Outbox outbox) {
        List<Wakeup> signals = new ArrayList<>(List.of(first));
        inbox.drainTo(signals);
        Set<String> touched = new LinkedHashSet<>();
        List<Long> arrivals = new ArrayList<>();
        NodeOrders orders = applier.orders();
        for (Wakeup signal : signals) {
            switch (signal) {
                case Wakeup.Changed changed -> {
                    if (reflector.accept(changed)) {
                        arrivals.add(changed.arrived());
                    }
                }
                case Wakeup.Ended ended -> reflector.accept(ended);
                case Wakeup.Touched names -> touched.addAll(names.names());
                case Wakeup.Overflowed overflowed -> {
                    touched.addAll(FilePath.SUBDIRECTORIES);
                    touched.addAll(inventory.keys());
                }
                case Wakeup.Told told -> orders = told.orders();
                case Wakeup.Wake wake -> {}
            }
        }
        boolean ordered = obey(orders);
        Set<String> directories =
                FilePath.SUBDIRECTORIES.stream().filter(touched::contains).collect(Collectors.toSet());
        if (!directories.isEmpty()) {
            driftRepair.verifyDirectories();
            // Watched before it is checked, so that nothing is missed in between.
            watch.renew();
            inventory.keys().stream()
                    .filter(key -> directories.contains(FileName.directory(key)))
                    .forEach(touched::add);
        }
        driftRepair.verify(touched);
        finish(outbox, !arrivals.isEmpty() || ordered);
        arrivals.forEach(arrived -> metrics.applied(System.nanoTime() - arrived));
        // Only now are these events out of memory.
        for (Wakeup signal : signals) {
            if (signal instanceof Wakeup.Changed changed) {
                changed.source().handled(changed);
            }
        }
    }

    /** Before the first list, so that files need not wait for the watch, which may not be needed at all. */
    private void askForOrders() {
        try {
            OrdersWatch.ask(server, settings.nodeName()).ifPresent(applier::obey);
        } catch (KubernetesClientException e) {
            log.warn("Cannot read this node's NodeSync: {}", Cause.of(e));
        }
    }

    /** Follows the operator's orders; returns whether they are new. */
    private boolean obey(NodeOrders orders) {
        if (orders.equals(applier.orders())) {
            return false;
        }
        for (String key : applier.obey(orders)) {
            heartbeat.item();
            driftRepair.refetch(key);
        }
        return inventory.isPooled();
    }

    private void verifyAll() {
        try {
            Optional<String> complaint = NodeView.complaint(settings);
            if (complaint.isPresent()) {
                // Only a new container gets a new mount.
                throw new IllegalStateException(complaint.get());
            }
            if (directory.reopenIfReplaced()) {
                log.warn("The directory was replaced, filling the new one");
            }
        } catch (IOException e) {
            log.warn("Cannot look at the directory: {}", e.getMessage());
        }
        // Before the files are checked, so that nothing is missed in between.
        watch.renew();
        if (reflector.everListed()) {
            driftRepair.verifyAll(reflector.seen());
        }
    }

    /** Makes everything survive a power cut, then hands it over: the report is a promise. */
    private void finish(Outbox outbox, boolean worthReporting) {
        applier.commit();
        if (inventory.isPooled() && ordersWatch == null) {
            ordersWatch = OrdersWatch.start(server, settings.nodeName(), inbox);
        }
        if (!reflector.everListed()) {
            return;
        }
        if (reflector.takeReconnected()) {
            outbox.reconnected(reflector.nodes());
        }
        boolean changed = inventory.takeChanged() || worthReporting;
        AppliedState state = AppliedState.of(reflector.seen(), inventory.entries());
        if (changed) {
            onDisk = onDisk.next(reflector.seen(), state.revision(), inventory.entries(), Instant.now());
        }
        metrics.state(state, inventory.failures());
        NodeSyncStatus status = node.status(state, inventory.repairs())
                .inPool(inventory.pool(applier.orders().generation()));
        outbox.publish(new Outbox.State(status, onDisk), changed, reflector.nodes());
    }

    private long untilNext() {
        long now = System.nanoTime();
        long until = Math.min(nextVerify - now, reflector.untilDue(now));
        return Math.min(until, retries.untilNext(now).orElse(until));
    }

    @Override
    public void close() throws IOException {
        reflector.close();
        if (ordersWatch != null) {
            ordersWatch.close();
        }
        try {
            watch.close();
        } finally {
            directory.close();
        }
    }
}
