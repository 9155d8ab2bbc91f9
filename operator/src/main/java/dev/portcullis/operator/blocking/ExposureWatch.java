package dev.portcullis.operator.blocking;

import dev.portcullis.api.Exposure;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.usage.RunningContainer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the containers that blocks do not reach, by listing the cluster's pods for all blocks at once: when a block has
 * reached its nodes, and then again and again.
 */
public final class ExposureWatch implements AutoCloseable {

    private static final Duration TURN = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(ExposureWatch.class);

    /** The running containers of the cluster. */
    @FunctionalInterface
    public interface Containers {

        /** Hands all to a visitor, and returns it; asks for a fresh visitor when it has to begin again. */
        Visitor read(Supplier<Visitor> visitor);
    }

    /** Looks at the containers with the eyes of every block. */
    public static final class Visitor implements Consumer<RunningContainer> {

        private final List<ExposureReading> blocks;

        private Visitor(List<ExposureReading> blocks) {
            this.blocks = blocks;
        }

        @Override
        public void accept(RunningContainer container) {
            blocks.forEach(block -> block.add(container));
        }
    }

    private record Found(String key, Exposure exposure) {}

    private final BlocksInForce blocks;
    private final BlockedObjects objects;
    private final Containers containers;
    private final Function<String, NodeHistory> nodes;
    private final BooleanSupplier leads;
    private final Consumer<Set<String>> news;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("exposure").daemon().factory());
    private volatile Map<String, Found> found = Map.of();
    private volatile boolean soon;
    private Duration pause = ExposurePace.SHORTEST;
    private Instant due = Instant.MIN;
    private Instant notBefore = Instant.MIN;

    /**
     * Does nothing before {@link #start}.
     *
     * @param nodes what each node has told
     * @param leads whether this process is the one that writes
     * @param news gets the names of the blocks of which there is anything new
     */
    public ExposureWatch(
            BlocksInForce blocks,
            BlockedObjects objects,
            Containers containers,
            Function<String, NodeHistory> nodes,
            BooleanSupplier leads,
            Consumer<Set<String>> news,
            Clock clock) {
        this.blocks = blocks;
        this.objects = objects;
        this.containers = containers;
        this.nodes = nodes;
        this.leads = leads;
        this.news = news;
        this.clock = clock;
    }

    /** Starts looking. */
    // A turn never fails, and the schedule ends with its thread.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::turn, TURN.toMillis(), TURN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks for a list soon: a block has reached its nodes. */
    public void soon() {
        soon = true;
    }

    /** Who is exposed to what this block denies; empty while that is not known. */
    public Optional<Exposure> of(BlockInForce block) {
        return Optional.ofNullable(found.get(block.name()))
                .filter(one -> one.key.equals(block.key()))
                .map(Found::exposure);
    }

    /** The number of exposed containers, by block, as far as it is known. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        blocks.all().forEach(block -> of(block).ifPresent(one -> counts.put(block.name(), one.count())));
        return counts;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Lists when it is time; what fails is tried again. */
    void turn() {
        if (!leads.getAsBoolean()) {
            found = Map.of();
            due = Instant.MIN;
            return;
        }
        Instant now = clock.instant();
        if (now.isBefore(notBefore) || (!soon && now.isBefore(due))) {
            return;
        }
        try {
            look(now);
        } catch (KubernetesClientException e) {
            due = now.plus(ExposurePace.LONGEST);
            log.atWarn().log("cannot list pods, and so not say who is exposed: {}", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            due = now.plus(ExposurePace.LONGEST);
            log.atError().setCause(e).log("cannot say who is exposed");
        }
    }

    private void look(Instant now) {
        soon = false;
        List<BlockInForce> inForce = blocks.all();
        Map<String, Found> all = new HashMap<>();
        List<BlockInForce> ready =
                inForce.stream().filter(block -> objects.haveDecided(block)).toList();
        if (!ready.isEmpty()) {
            Map<String, NodeHistory> histories = new HashMap<>();
            Function<String, NodeHistory> cached = node -> histories.computeIfAbsent(node, nodes);
            Visitor visitor = containers.read(() -> new Visitor(ready.stream()
                    .map(block -> new ExposureReading(block, objects::of, cached))
                    .toList()));
            visitor.blocks.forEach(
                    block -> all.put(block.block().name(), new Found(block.block().key(), block.done())));
        }
        // Of a block that just now waits for an object nothing new is known.
        inForce.stream()
                .filter(block -> !ready.contains(block) && found.containsKey(block.name()))
                .forEach(block -> all.put(block.name(), found.get(block.name())));
        Duration taken = Duration.between(now, clock.instant());
        Set<String> changed = new HashSet<>();
        all.forEach((name, one) -> {
            if (!one.equals(found.get(name))) {
                changed.add(name);
            }
        });
        boolean exposed = all.values().stream().anyMatch(one -> one.exposure.count() > 0);
        boolean waits = ready.size() < inForce.size();
        found = Map.copyOf(all);
        pause = ExposurePace.after(pause, !changed.isEmpty() || waits, exposed, taken);
        notBefore = clock.instant().plus(ExposurePace.least(taken));
        due = clock.instant().plus(pause);
        if (!changed.isEmpty()) {
            news.accept(changed);
        }
    }
}
