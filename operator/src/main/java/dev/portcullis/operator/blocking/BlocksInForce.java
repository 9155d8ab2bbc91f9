package dev.portcullis.operator.blocking;

import dev.portcullis.api.SyscallBlock;
import dev.portcullis.block.BlockReader;
import dev.portcullis.block.BlockReading;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SyscallBlocks that are in force now. Whoever asks waits until all that exist have been read, so that nothing is
 * ever rendered without a block that is there.
 */
public final class BlocksInForce implements AutoCloseable {

    /** The longest wait before the clock is asked again: it may be set meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** A block as the watch brought it. */
    private record Known(String uid, long generation, boolean deleted, String key, BlockReading reading) {
        Optional<BlockInForce> inForce(Instant now) {
            return reading instanceof BlockReading.Read read
                            && !deleted
                            && !read.block().isExpired(now)
                    ? Optional.of(new BlockInForce(read.block(), key))
                    : Optional.empty();
        }
    }

    private final Clock clock;
    private final Map<String, Known> known = new TreeMap<>();
    private final List<Consumer<Predicate<Subject>>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Set<String>>> followers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private final ScheduledExecutorService expiry = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("blocks").daemon().factory());
    private volatile List<BlockInForce> now = List.of();
    private @Nullable ScheduledFuture<?> next;

    public BlocksInForce(Clock clock) {
        this.clock = clock;
    }

    /** Takes all blocks that exist; from now on {@link #changed} and {@link #gone} tell what becomes of them. */
    public void read(Stream<SyscallBlock> all) {
        synchronized (this) {
            all.forEach(this::put);
        }
        Set<BlockInForce> news = update();
        // Whoever is told may ask.
        read.complete(null);
        tell(news);
    }

    /** Takes a new or changed block. */
    public void changed(SyscallBlock block) {
        synchronized (this) {
            put(block);
        }
        refresh();
    }

    /** Takes note that a block is gone. */
    public void gone(SyscallBlock block) {
        synchronized (this) {
            String name = block.getMetadata().getName();
            Known before = known.get(name);
            if (before != null && before.uid.equals(block.getMetadata().getUid())) {
                known.remove(name);
            }
        }
        refresh();
    }

    /** Tells the listener of every change which objects it concerns; returns once all blocks are read. */
    public void listen(Consumer<Predicate<Subject>> listener) {
        read.join();
        listeners.add(listener);
    }

    /** Tells the follower the names of blocks that came into force, changed, or are in force no longer. */
    public void follow(Consumer<Set<String>> follower) {
        followers.add(follower);
    }

    /** The blocks that this object is rendered with. */
    public BlockSet on(Subject object) {
        read.join();
        return BlockSet.of(now.stream().filter(block -> block.concerns(object)).toList());
    }

    /** The names of all blocks, in force or not. */
    public synchronized Set<String> names() {
        return Set.copyOf(known.keySet());
    }

    /** All blocks in force, by name. */
    public List<BlockInForce> all() {
        read.join();
        return now;
    }

    /** What has become of this block; empty when it is gone, or about to go. */
    public synchronized Optional<BlockStanding> standing(SyscallBlock block) {
        Known found = known.get(block.getMetadata().getName());
        if (found == null || found.deleted) {
            return Optional.empty();
        }
        return switch (found.reading) {
            case BlockReading.Refused refused -> Optional.of(new BlockStanding.Malformed(refused.findings()));
            case BlockReading.Read one ->
                now.stream()
                        .filter(inForce -> inForce.block().equals(one.block()))
                        .findFirst()
                        .<BlockStanding>map(inForce -> new BlockStanding.InForce(inForce, one.warnings()))
                        .or(() -> Optional.ofNullable(one.block().expires())
                                .map(at -> new BlockStanding.Expired(one.block().name(), at)));
        };
    }

    @Override
    public void close() {
        expiry.shutdownNow();
    }

    /** Events may come late, when the block was read from the cache already. */
    private void put(SyscallBlock block) {
        String name = block.getMetadata().getName();
        String uid = block.getMetadata().getUid();
        long generation = block.getMetadata().getGeneration();
        Known before = known.get(name);
        if (before == null || !before.uid.equals(uid) || before.generation <= generation) {
            known.put(
                    name,
                    new Known(
                            uid, generation, block.isMarkedForDeletion(), BlockMarks.key(block), reading(name, block)));
        }
    }

    private static BlockReading reading(String name, SyscallBlock block) {
        try {
            return BlockReader.read(name, block.getSpec());
        } catch (RuntimeException e) {
            // One that gets past the schema must not keep the others from being applied.
            return new BlockReading.Refused(List.of(new Finding(
                    Finding.Code.CONTRADICTION, "spec", Objects.requireNonNullElse(e.getMessage(), e.toString()))));
        }
    }

    /** Brings the blocks in force up to date, and tells of changes; there are none before all blocks are read. */
    void refresh() {
        if (read.isDone()) {
            tell(update());
        }
    }

    /** Returns the blocks that are in force since now, or no longer. */
    private Set<BlockInForce> update() {
        Set<BlockInForce> changed = new HashSet<>();
        synchronized (this) {
            Instant instant = clock.instant();
            List<BlockInForce> before = now;
            List<BlockInForce> after = known.values().stream()
                    .flatMap(block -> block.inForce(instant).stream())
                    .toList();
            now = after;
            schedule(instant);
            changed.addAll(before);
            changed.removeIf(after::contains);
            after.stream().filter(block -> !before.contains(block)).forEach(changed::add);
        }
        return changed;
    }

    private void tell(Set<BlockInForce> changed) {
        if (!changed.isEmpty()) {
            Predicate<Subject> concerned = object -> changed.stream().anyMatch(block -> block.concerns(object));
            listeners.forEach(listener -> listener.accept(concerned));
            Set<String> names = new HashSet<>();
            changed.forEach(block -> names.add(block.name()));
            followers.forEach(follower -> follower.accept(names));
        }
    }

    private void schedule(Instant instant) {
        if (next != null) {
            next.cancel(false);
        }
        List<Instant> ends = new ArrayList<>();
        for (BlockInForce block : now) {
            Instant end = block.block().expires();
            if (end != null) {
                ends.add(end);
            }
        }
        next = ends.stream()
                .min(Comparator.naturalOrder())
                .map(end -> Duration.between(instant, end))
                .map(left -> left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT)
                .<ScheduledFuture<?>>map(
                        left -> expiry.schedule(this::refresh, left.toMillis() + 1, TimeUnit.MILLISECONDS))
                .orElse(null);
    }
}
