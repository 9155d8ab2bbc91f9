package dev.portcullis.operator.gate;

import dev.portcullis.api.NodeSync;
import dev.portcullis.operator.client.EventRecorder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the gate of nodes whose agent has caught up: takes our taint away, or sets our condition to True, whatever is
 * switched on. A gate that is open is never closed again.
 */
public final class NodeGate implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeGate.class);

    /** The number of Nodes in one answer of the API server. */
    private static final long PAGE = 500;

    private static final Duration TURN = Duration.ofMillis(200);

    /** A new node may take this long before people hear that it still waits. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The shortest time between two different complaints about one node. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final GateSettings settings;
    private final Function<String, Optional<NodeSync>> reports;
    private final LongSupplier newest;
    private final EventRecorder events;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final SharedIndexInformer<Node> nodes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node-gate").daemon().factory());

    /** The nodes for which there is something to do, by name. */
    private final Map<String, GatedNode> closed = new ConcurrentHashMap<>();

    /** When to look at a node again, by name. */
    private final Map<String, Instant> due = new ConcurrentHashMap<>();

    /** The revision of our last write to a node, by UID. */
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    /** What is remembered of them, by name. For the thread alone. */
    private final Map<String, Gate> gates = new HashMap<>();

    /** One closed gate, and what happened there. */
    private static final class Gate {

        private final String uid;
        private final Instant since;
        /** The newest revision at the first report: with later ones, a node could never catch up in a busy cluster. */
        private @Nullable Long target;

        private @Nullable String told;
        private Instant nextComplaint = Instant.MIN;
        private Duration retry = FIRST_RETRY;

        private Gate(String uid, Instant since) {
            this.uid = uid;
            this.since = since;
        }
    }

    /**
     * A gate that does nothing before {@link #start}.
     *
     * @param reports the newest NodeSync of the node with this name
     * @param newest the newest revision of any rendition
     * @param leads whether this process is the one that writes
     */
    public NodeGate(
            KubernetesClient client,
            GateSettings settings,
            Function<String, Optional<NodeSync>> reports,
            LongSupplier newest,
            EventRecorder events,
            BooleanSupplier leads,
            Clock clock) {
        this.client = client;
        this.settings = settings;
        this.reports = reports;
        this.newest = newest;
        this.events = events;
        this.leads = leads;
        this.clock = clock;
        this.nodes = client.nodes()
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new TransformingItemStore<>(GatedNode::slim));
    }

    /** Starts to look after nodes; call it when all renditions are known. */
    // A turn never fails, and the informer tries again by itself.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        nodes.exceptionHandler((started, e) -> {
            log.atError().log("cannot read nodes, and opens no gate until it can: {}", e.getMessage());
            return true;
        });
        nodes.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Node node) {
                seen(node);
            }

            @Override
            public void onUpdate(Node before, Node node) {
                seen(node);
            }

            @Override
            public void onDelete(Node node, boolean finalStateUnknown) {
                closed.remove(node.getMetadata().getName());
                written.remove(node.getMetadata().getUid());
                due.put(node.getMetadata().getName(), Instant.MIN);
            }
        });
        nodes.start();
        thread.scheduleWithFixedDelay(this::turn, TURN.toMillis(), TURN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes note that this node's agent reported. */
    public void reported(String node) {
        if (closed.containsKey(node)) {
            due.put(node, Instant.MIN);
        }
    }

    /** Where node pools are off, nobody tells agents their labels, and nothing would come of waiting for these. */
    private NodeSync withoutWaitsForEver(NodeSync report) {
        if (settings.nodePools()) {
            return report;
        }
        NodeSync known = new NodeSync();
        known.setMetadata(report.getMetadata());
        known.setStatus(report.getStatus().inPool(null));
        return known;
    }

    /** The number of nodes whose gate is closed. */
    public int closed() {
        return closed.size();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        nodes.stop();
    }

    private void seen(Node object) {
        GatedNode node = GatedNode.of(object);
        if (revision(object) < written.getOrDefault(node.uid(), 0L)) {
            // From before our own write: the watch still brings what comes of that.
            return;
        }
        if (!node.isClosed(settings)) {
            closed.remove(node.name());
        } else if (!node.equals(closed.put(node.name(), node))) {
            due.put(node.name(), Instant.MIN);
        }
    }

    private void turn() {
        if (due.isEmpty() || !leads.getAsBoolean()) {
            return;
        }
        Instant now = clock.instant();
        List<String> names = due.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        for (String name : names) {
            due.remove(name);
            GatedNode node = closed.get(name);
            if (node == null) {
                gates.remove(name);
                continue;
            }
            try {
                consider(node, now);
            } catch (RuntimeException e) {
                // An exception would end the schedule.
                log.atError().addKeyValue("node", name).setCause(e).log("cannot look after the gate of a node");
                due.put(name, now.plus(LAST_RETRY));
            }
        }
    }

    private void consider(GatedNode node, Instant now) {
        Gate gate = gates.compute(
                node.name(),
                (name, known) -> known != null && known.uid.equals(node.uid()) ? known : new Gate(node.uid(), now));
        Optional<NodeSync> report =
                GateVerdict.about(node.uid(), reports.apply(node.name())).map(this::withoutWaitsForEver);
        if (gate.target == null && report.isPresent()) {
            gate.target = newest.getAsLong();
        }
        switch (GateVerdict.of(report, gate.target == null ? Long.MAX_VALUE : gate.target)) {
            case GateVerdict.Opens opens -> open(node, gate, opens.message(), now);
            case GateVerdict.Held held -> hold(node, gate, held.message(), now);
            case GateVerdict.Waits waits -> {
                Instant over = gate.since.plus(PATIENCE);
                if (now.isBefore(over)) {
                    due.putIfAbsent(node.name(), over);
                } else {
                    complain(node, gate, "AgentNotReady", waits.message(), now);
                }
            }
        }
    }

    private void open(GatedNode node, Gate gate, String message, Instant now) {
        boolean done = true;
        if (settings.condition() && !node.isSaidToBeReady()) {
            done = write(node, gate, now, one -> status(one, NodePatches.condition(node, true, message, now)));
        }
        if (done && settings.taint() && node.isTainted()) {
            done = write(
                    node, gate, now, one -> one.patch(PatchContext.of(PatchType.JSON), NodePatches.withoutTaint(node)));
        }
        if (done) {
            closed.remove(node.name(), node);
            gates.remove(node.name());
            log.atInfo()
                    .addKeyValue("node", node.name())
                    .addKeyValue(
                            "milliseconds", Duration.between(gate.since, now).toMillis())
                    .log("pods may come to this node: {}", message);
        }
    }

    private void hold(GatedNode node, Gate gate, String message, Instant now) {
        complain(node, gate, "FilesMissing", message, now);
        boolean isSaid = "False".equals(node.status()) && message.equals(node.message());
        if (settings.condition() && message.equals(gate.told) && !isSaid) {
            write(node, gate, now, resource -> status(resource, NodePatches.condition(node, false, message, now)));
        }
    }

    /** Tells people, each thing once and not too often. */
    private void complain(GatedNode node, Gate gate, String reason, String message, Instant now) {
        if (message.equals(gate.told)) {
            return;
        }
        if (now.isBefore(gate.nextComplaint)) {
            due.putIfAbsent(node.name(), gate.nextComplaint);
            return;
        }
        gate.told = message;
        gate.nextComplaint = now.plus(PAUSE);
        log.atWarn().addKeyValue("node", node.name()).log("no pods may come to this node: {}", message);
        events.warn(node.name(), node.uid(), reason, "no pods may come to this node: " + message);
    }

    private static Node status(Resource<Node> node, String patch) {
        return node.subresource("status").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
    }

    /** Returns whether it worked; if not, the node is looked at again. */
    private boolean write(GatedNode node, Gate gate, Instant now, Function<Resource<Node>, Node> patch) {
        try {
            // By its name alone fabric8 would read the Node first, for which there is no right.
            written.put(node.uid(), revision(patch.apply(client.resource(node.object()))));
            gate.retry = FIRST_RETRY;
            return true;
        } catch (KubernetesClientException e) {
            due.putIfAbsent(node.name(), now.plus(gate.retry));
            if (isOvertaken(e)) {
                // The watch brings the Node as it is now.
                log.atDebug().addKeyValue("node", node.name()).log("the node changed meanwhile: {}", e.getMessage());
            } else {
                Duration twice = gate.retry.multipliedBy(2);
                gate.retry = twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
                log.atWarn().addKeyValue("node", node.name()).log("cannot write to this node: {}", e.getMessage());
            }
            return false;
        }
    }

    private static long revision(Node node) {
        return Long.parseLong(node.getMetadata().getResourceVersion());
    }

    private static boolean isOvertaken(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                || e.getCode() == UNPROCESSABLE;
    }
}
