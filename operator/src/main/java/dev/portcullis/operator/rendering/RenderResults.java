package dev.portcullis.operator.rendering;

import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The latest result of every object, so that a spec is rendered once for each state of everything it is made from. */
public final class RenderResults {

    /** An object that waits for its turn comes back after this time without a call. */
    public static final Duration UNCALLED = Duration.ofSeconds(30);

    private record Entry(String origin, RenderResult result) {}

    private final RenderingLanes lanes;
    private final LargeSpecQueue queue;
    private final Map<Subject, Entry> entries = new ConcurrentHashMap<>();

    public RenderResults(RenderingLanes lanes, LargeSpecQueue queue) {
        this.lanes = lanes;
        this.queue = queue;
    }

    /** Registers how objects of a kind are called, by name, when it is their turn. */
    public void call(Kind kind, Consumer<String> caller) {
        queue.call(kind, subject -> caller.accept(subject.name()));
    }

    /** The result for exactly this origin. */
    public Optional<RenderResult> of(Subject object, String origin) {
        return Optional.ofNullable(entries.get(object))
                .filter(entry -> entry.origin.equals(origin))
                .map(Entry::result);
    }

    /** Renders on a lane; empty when the object has to wait, and is then called. */
    public <T> Optional<T> render(Subject object, Function<RenderingLanes.Specs, T> work) {
        return lanes.work(object, work);
    }

    /** Remembers a result. */
    public void put(Subject object, String origin, RenderResult result) {
        entries.put(object, new Entry(origin, result.withoutDocuments()));
    }

    /** Forgets an object that is gone. */
    public void forget(Subject object) {
        entries.remove(object);
        lanes.forget(object);
    }

    /** All results that are known. */
    public Stream<RenderResult> all() {
        return entries.values().stream().map(Entry::result);
    }
}
