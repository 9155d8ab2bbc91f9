package dev.portcullis.operator.blocking;

import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All objects that are rendered, and which blocks their documents hold. */
public final class BlockedObjects {

    /** A change of the blocks concerns all objects at once: while they are rendered, their status waits. */
    static final Duration FILES_FIRST = Duration.ofSeconds(1);

    private final Map<Subject, Coverage> coverages = new ConcurrentHashMap<>();
    private final Map<Kind, Supplier<Stream<Subject>>> existing = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Instant statusFrom = Instant.MIN;

    /** Registers how the existing objects of a kind are found. */
    public void find(Kind kind, Supplier<Stream<Subject>> objects) {
        existing.put(kind, objects);
    }

    /** Runs whenever an object was reconciled, or is gone. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes note that the blocks have changed. */
    public void blocksChanged(Instant now) {
        statusFrom = now.plus(FILES_FIRST);
    }

    /** How long an object's status has to wait for the files of others; zero or less at nearly all times. */
    public Duration statusWait(Instant now) {
        Instant from = statusFrom;
        // A clock that was set back must not suppress it.
        return from.isAfter(now.plus(FILES_FIRST)) ? Duration.ZERO : Duration.between(now, max(from, now));
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Takes note of what an object's documents hold now. */
    public void note(Subject object, Coverage coverage) {
        Coverage before = coverages.put(object, coverage);
        // Whoever reconciles a block must not be called for that again and again.
        if (object.kind() != Kind.SYSCALL_BLOCK || !coverage.equals(before)) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Forgets an object that is gone. */
    public void forget(Subject object) {
        coverages.remove(object);
        listeners.forEach(Runnable::run);
    }

    /**
     * Since when documents of this revision hold which blocks: what their annotation tells, and what was found out since
     * it was written.
     */
    public BlockMarks marks(Subject object, long revision, @Nullable String annotation) {
        Coverage known = coverages.get(object);
        return known != null && known.revision() == revision ? known.marks() : BlockMarks.read(annotation, revision);
    }

    /** What the object's documents hold; empty when it is not known yet. */
    Optional<Coverage> of(Subject object) {
        return Optional.ofNullable(coverages.get(object));
    }

    /** Returns whether it is known of every object what becomes of it with this block. */
    boolean haveDecided(BlockInForce block) {
        return all().allMatch(object -> of(object)
                .filter(coverage -> coverage.isDecided(block.key(), block.concerns(object)))
                .isPresent());
    }

    /** All objects that exist. */
    Stream<Subject> all() {
        return existing.values().stream().flatMap(Supplier::get);
    }
}
