package dev.portcullis.operator.containers;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.Freshness;
import dev.portcullis.usage.RunningContainer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How many pods of each object have a container that may run under earlier contents of the object's file: it started
 * before the present ones reached its node, or before the node's history begins.
 */
public final class StalePods implements ContainerRounds.Asker {

    private final Function<String, NodeHistory> nodes;
    private final Runnable hasten;
    private final Map<Subject, Long> revisions = new ConcurrentHashMap<>();
    private final Map<Subject, Integer> counts = new ConcurrentHashMap<>();
    private final Collection<Consumer<Subject>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Nothing is counted before the first round.
     *
     * @param nodes the history of the node of this name
     * @param hasten called when counts are out of date
     */
    public StalePods(Function<String, NodeHistory> nodes, Runnable hasten) {
        this.nodes = nodes;
        this.hasten = hasten;
    }

    /** Tells a listener of every object whose count changes. */
    public void listen(Consumer<Subject> listener) {
        listeners.add(listener);
    }

    /** Sets the revision with which the present contents of an object's file came. */
    public void carried(Subject object, long revision) {
        Long before = revisions.put(object, revision);
        if (before == null || before != revision) {
            hasten.run();
        }
    }

    /** Forgets an object that is gone. */
    public void drop(Subject object) {
        revisions.remove(object);
        counts.remove(object);
    }

    /** The count; empty before the first round that could count. */
    public OptionalInt count(Subject object) {
        Integer count = counts.get(object);
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    @Override
    public boolean asks() {
        return !revisions.isEmpty();
    }

    @Override
    public ContainerRounds.Taker begin() {
        return new Counting(Map.copyOf(revisions));
    }

    /** The count of one round, with the revisions of its beginning: what changes meanwhile is counted in the next one. */
    private final class Counting implements ContainerRounds.Taker {

        private final Map<Subject, Long> asked;
        private final Map<String, NodeHistory> histories = new HashMap<>();
        private final Map<Subject, Integer> stale = new HashMap<>();
        private final Map<Subject, String> lastPods = new HashMap<>();

        Counting(Map<Subject, Long> asked) {
            this.asked = asked;
        }

        @Override
        public void accept(RunningContainer container) {
            Instant started = container.startedAt();
            Optional<FilePath> file = container.seccomp().ours();
            if (started == null || container.privileged() || file.isEmpty()) {
                return;
            }
            Subject object = file.get().subject();
            Long revision = asked.get(object);
            if (revision == null) {
                return;
            }
            NodeHistory history = histories.computeIfAbsent(container.node(), nodes);
            String pod = container.namespace() + "/" + container.pod();
            if (Freshness.of(started, history.since(file.get(), revision)).isDoubtful()
                    && !pod.equals(lastPods.put(object, pod))) {
                stale.merge(object, 1, Integer::sum);
            }
        }

        @Override
        public void done() {
            for (Map.Entry<Subject, Long> entry : asked.entrySet()) {
                Subject object = entry.getKey();
                // Another revision came meanwhile, or the object went.
                if (entry.getValue().equals(revisions.get(object))) {
                    int now = stale.getOrDefault(object, 0);
                    Integer before = counts.put(object, now);
                    if (before == null || before != now) {
                        listeners.forEach(listener -> listener.accept(object));
                    }
                }
            }
        }
    }
}
