package dev.portcullis.operator.pools;

import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncSpec;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.rollout.KeptFile;
import dev.portcullis.operator.rollout.NodeWatch;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.NodeFileUsers;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents, in the spec of their NodeSync, those labels of their nodes that selectors ask for, and which files may go
 * from nodes that left a pool. Only agents decide about files: a label that nobody asks for costs no write.
 */
public final class NodePools implements AutoCloseable {

    /** The interval at which it is checked, in memory, whether there is anything to do. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** The shortest time between two lists of all pods; more when they take long. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final int PAUSE_PER_DURATION = 3;
    private static final Logger log = LoggerFactory.getLogger(NodePools.class);

    private final KubernetesClient client;
    private final NodeWatch nodes;
    private final Rollouts rollouts;
    private final Function<Set<String>, NodeFileUsers> pods;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final AtomicBoolean news = new AtomicBoolean(true);
    private final LeavingFiles leaving = new LeavingFiles();
    private Instant nextList = Instant.MIN;
    private Instant retry = Instant.MAX;
    private Set<Subject> keeping = Set.of();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pools").daemon().factory());

    /**
     * Does nothing before {@link #start}.
     *
     * @param pods lists the pods that name one of these files, by node
     * @param leads whether this process is the one that writes
     */
    public NodePools(
            KubernetesClient client,
            NodeWatch nodes,
            Rollouts rollouts,
            Function<Set<String>, NodeFileUsers> pods,
            BooleanSupplier leads,
            Clock clock) {
        this.client = client;
        this.nodes = nodes;
        this.rollouts = rollouts;
        this.pods = pods;
        this.leads = leads;
        this.clock = clock;
        rollouts.onPoolNews(() -> news.set(true));
    }

    /** Starts to tell agents. */
    // A turn never fails, and the schedule ends with its thread.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::turn, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void turn() {
        if (!leads.getAsBoolean()) {
            news.set(true);
            leaving.clear();
            return;
        }
        Instant now = clock.instant();
        boolean asks = leaving.isAnyDue(now) && !now.isBefore(nextList);
        if (!news.getAndSet(false) && !asks && now.isBefore(retry)) {
            return;
        }
        retry = Instant.MAX;
        try {
            look(now);
        } catch (KubernetesClientException e) {
            retry = now.plus(RETRY);
            log.atWarn().log("cannot tell agents of their nodes' labels: {}", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            retry = now.plus(RETRY);
            log.atError().setCause(e).log("cannot tell agents of their nodes' labels");
        }
    }

    private void look(Instant now) {
        Map<Subject, NodeSelector> selectors = rollouts.selectors();
        Map<String, NodeLabels> labels = rollouts.nodeLabels();
        LabelKeys keys = LabelKeys.of(selectors.values());
        List<NodeSync> known = nodes.nodeSyncs().stream()
                .filter(node -> !node.isMarkedForDeletion()
                        && labels.containsKey(node.getMetadata().getName()))
                .toList();
        List<LeavingFiles.Leaving> found = new ArrayList<>();
        List<LeavingFiles.Leaving> released = new ArrayList<>();
        for (NodeSync node : known) {
            NodeLabels own = labels.get(node.getMetadata().getName());
            for (LeavingFiles.Leaving file : leaving(node)) {
                // Where the node matches again, the agent only has to be told.
                if (own != null && isElsewhere(selectors.get(file.object()), own)) {
                    found.add(file);
                    if (isReleased(node, file.file(), keys, own)) {
                        released.add(file);
                    }
                }
            }
        }
        leaving.are(found, now);
        released.forEach(file -> leaving.released(file, now));
        ask(now);
        for (NodeSync node : known) {
            NodeLabels own = labels.get(node.getMetadata().getName());
            if (own != null) {
                tell(node, keys, own);
            }
        }
        report();
    }

    private static List<LeavingFiles.Leaving> leaving(NodeSync node) {
        String name = node.getMetadata().getName();
        return Optional.ofNullable(node.getStatus())
                .map(NodeSyncStatus::pool)
                .map(NodePoolStatus::kept)
                .orElse(List.of())
                .stream()
                .filter(file -> FilePath.of(file.file()).isPresent())
                .map(file -> new LeavingFiles.Leaving(name, file))
                .toList();
    }

    private static boolean isElsewhere(@Nullable NodeSelector selector, NodeLabels labels) {
        return selector != null && selector.match(labels) == NodeSelector.Match.NO;
    }

    /** A release holds for the labels that were told with it. */
    private static boolean isReleased(NodeSync node, FileRevision file, LabelKeys keys, NodeLabels labels) {
        NodeSyncSpec told = node.getSpec();
        return told != null && told.releases().contains(file) && keys.isTold(told, keys.spec(labels, List.of()));
    }

    /** Lists the pods when it is time to. */
    private void ask(Instant now) {
        if (!leaving.isAnyDue(now) || now.isBefore(nextList)) {
            return;
        }
        NodeFileUsers users = pods.apply(leaving.due(now));
        Duration taken = Duration.between(now, clock.instant());
        Duration pause = taken.multipliedBy(PAUSE_PER_DURATION);
        nextList = clock.instant().plus(pause.compareTo(PAUSE) < 0 ? PAUSE : pause);
        leaving.answer(users, now);
    }

    private void tell(NodeSync node, LabelKeys keys, NodeLabels labels) {
        String name = node.getMetadata().getName();
        NodeSyncSpec wanted = keys.spec(labels, leaving.released(name));
        if (keys.isTold(node.getSpec(), wanted)) {
            return;
        }
        NodeSync fresh = new NodeSync();
        fresh.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                // Never makes a NodeSync, nor tells one of the labels of another Node.
                .withUid(node.getMetadata().getUid())
                .build());
        fresh.setSpec(wanted);
        try {
            ServerSideApply.apply(client, fresh);
        } catch (KubernetesClientException e) {
            retry = clock.instant().plus(RETRY);
            log.atWarn()
                    .addKeyValue("node", name)
                    .log("cannot tell the agent of its node's labels: {}", e.getMessage());
        }
    }

    /** Has it said in status which pods keep files. */
    private void report() {
        Map<Subject, List<KeptFile>> kept = leaving.kept();
        Set<Subject> concerned = new HashSet<>(keeping);
        concerned.addAll(kept.keySet());
        concerned.removeIf(object -> !rollouts.kept(object, kept.getOrDefault(object, List.of())));
        keeping = Set.copyOf(kept.keySet());
        nodes.tell(concerned);
    }
}
