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
 * Lets deleted objects' files go: puts a tombstone in place of their ConfigMap, and takes it away when every node has seen
 * it. That costs a write and a deletion for each object, and nothing for a node.
 */
public final class FileReleases implements AutoCloseable {

    /** A node that is away for longer than this keeps its file, and reports it as an orphan. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** The interval at which nodes' reports, which are in memory, are looked at while there is a tombstone. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The interval at which tombstones are listed, which others make too ({@code portcullis purge --orphans}). */
    private static final Duration LIST = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(FileReleases.class);

    /**
     * A tombstone that stands.
     *
     * @param revision its resourceVersion
     * @param since since when it stands
     */
    record Stone(long revision, Instant since) {

        /** Returns whether it is of no use any more, when all nodes have applied everything up to {@code reached}. */
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
     * @param leads whether it is for this process to write
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

    /** Looks after tombstones from now on. */
    // A turn never fails, and the schedule ends with its thread.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::turn, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Says to all nodes that the files of an object may go. When this returns, its finalizer may be taken away.
     *
     * @throws KubernetesClientException when that could not be said
     */
    public void release(Subject object, String uid) {
        tombstones.raise(object, uid, nodes.getAsLong()).ifPresent(stone -> stand(stone, clock.instant()));
        released.add(new Deleted(object, uid));
    }

    /**
     * An object is gone. One that was being deleted may have gone without a release, because somebody took its finalizer
     * away: that is catered for. One that was not was lost in another way, and its files stay.
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

    /** One look at everything; what fails is tried again with the next. */
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
            // The schedule would end with it.
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
