package dev.portcullis.operator.deletion;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Subject;
import dev.portcullis.rendition.Tombstone;
import dev.portcullis.rendition.Tombstones;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases deleted objects' files: replaces their ConfigMap by a tombstone, and removes that when every node has seen
 * it. That costs one write and one deletion for each object, and none for a node.
 */
public final class FileReleases implements AutoCloseable {

    /** A node that is away for longer keeps its file, and reports it as an orphan. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** The interval at which nodes' reports (in memory) are checked while there is a tombstone. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The interval at which tombstones are listed; {@code portcullis purge --orphans} makes some too. */
    private static final Duration LIST = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(FileReleases.class);

    /**
     * A tombstone in the cluster.
     *
     * @param revision its resourceVersion
     * @param since when it was made
     */
    record Stone(long revision, Instant since) {

        /** Returns whether it can be removed when all nodes have applied everything up to {@code reached}. */
        boolean isOver(OptionalLong reached, Instant now) {
            return (reached.isPresent() && reached.getAsLong() >= revision) || now.isAfter(since.plus(LONGEST));
        }
    }

    private record Deleted(Subject object, String uid) {}

    private final Tombstones tombstones;
    private final Supplier<OptionalLong> reached;
    private final LongSupplier nodes;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final Set<Deleted> released = ConcurrentHashMap.newKeySet();
    private final Set<Deleted> unreleased = ConcurrentHashMap.newKeySet();
    private final Map<String, Stone> standing = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("releases").daemon().factory());
    private volatile Instant nextList = Instant.MIN;

    /**
     * Does nothing before {@link #start}.
     *
     * @param reached the revision that every node has applied; empty while that is not known
     * @param nodes how many nodes there are
     * @param leads whether this process is the one that writes
     */
    public FileReleases(
            Tombstones tombstones,
            Supplier<OptionalLong> reached,
            LongSupplier nodes,
            BooleanSupplier leads,
            Clock clock) {
        this.tombstones = tombstones;
        this.reached = reached;
        this.nodes = nodes;
        this.leads = leads;
        this.clock = clock;
    }

    /** Starts looking after tombstones. */
    // A turn never fails, and the schedule ends with its thread.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::turn, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Tells all nodes that the object's files may go. After that its finalizer may be removed.
     *
     * @throws KubernetesClientException when the nodes could not be told
     */
    public void release(Subject object, String uid) {
        tombstones.raise(object, uid, nodes.getAsLong()).ifPresent(stone -> stand(stone, clock.instant()));
        released.add(new Deleted(object, uid));
    }

    /**
     * Handles an object that is gone. If it was being deleted, somebody may have removed its finalizer before the
     * release, which then follows here. Otherwise it was lost in another way, and its files stay.
     */
    public void gone(Subject object, String uid, boolean deleted) {
        if (!released.remove(new Deleted(object, uid)) && deleted) {
            unreleased.add(new Deleted(object, uid));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Checks every tombstone once; what fails is tried again in the next turn. */
    void turn() {
        if (!leads.getAsBoolean()) {
            nextList = Instant.MIN;
            unreleased.clear();
            return;
        }
        try {
            for (Deleted object : Set.copyOf(unreleased)) {
                release(object.object(), object.uid());
                released.remove(object);
                unreleased.remove(object);
            }
            Instant now = clock.instant();
            if (now.isAfter(nextList)) {
                list(now);
                nextList = now.plus(LIST);
            }
            takeAway(now);
        } catch (KubernetesClientException e) {
            log.atWarn().log("cannot look after released files: {}", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            log.atError().setCause(e).log("cannot look after released files");
        }
    }

    private void list(Instant now) {
        standing.clear();
        tombstones.list().forEach(stone -> stand(stone, now));
    }

    private void takeAway(Instant now) {
        if (standing.isEmpty()) {
            return;
        }
        OptionalLong all = reached.get();
        Collection<Map.Entry<String, Stone>> over = standing.entrySet().stream()
                .filter(stone -> stone.getValue().isOver(all, now))
                .toList();
        for (Map.Entry<String, Stone> stone : over) {
            tombstones.remove(stone.getKey(), stone.getValue().revision());
            standing.remove(stone.getKey(), stone.getValue());
        }
    }

    private void stand(ConfigMap stone, Instant now) {
        standing.put(
                stone.getMetadata().getName(),
                new Stone(Carrier.revision(stone), Tombstone.since(stone).orElse(now)));
    }
}
