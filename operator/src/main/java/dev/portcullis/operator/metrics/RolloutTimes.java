package dev.portcullis.operator.metrics;

import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long changes take from the reconciliation that first sees them until every available node has them. A change is a new
 * generation of a spec, or other documents for the same one. Nodes that come and go afterwards are no change.
 */
public final class RolloutTimes {

    /**
     * An object at one reconciliation.
     *
     * @param generation of its spec
     * @param documents identifies the documents that its ConfigMap carries
     * @param staged whether it goes out by stages, and so may wait for people and clocks
     * @param state how far they are
     * @param over whether its status of before says that all this was over already
     */
    public record Look(long generation, String documents, boolean staged, State state, boolean over) {

        /** A reconciliation that failed. */
        public static Look unknown(long generation) {
            return new Look(generation, "", false, State.UNDER_WAY, false);
        }
    }

    /** How far a change is. */
    public enum State {
        /** Nodes are waited for, or a result of rendering. */
        UNDER_WAY,
        /** Every available node has it. */
        EVERYWHERE,
        /** There is nothing to wait for: the spec was refused, the object deleted, or no node is to have it. */
        NOT_GOING_OUT
    }

    private record Change(long generation, String documents) {}

    private record Underway(Change change, Instant since, boolean staged) {}

    /**
     * The rollouts under way of one sort.
     *
     * @param count their number
     * @param oldest since when the first of them goes on
     */
    record Going(int count, Instant oldest) {}

    private final Map<Subject, Underway> underway = new HashMap<>();
    private final Map<Subject, Change> over = new HashMap<>();

    /**
     * Takes a look at an object.
     *
     * @param begun when the reconciliation began
     * @param now when it knew this
     * @return how long the change took that is everywhere since this look
     */
    public synchronized Optional<Duration> look(Subject object, Look look, Instant begun, Instant now) {
        Change change = new Change(look.generation, look.documents);
        if (look.over) {
            over.putIfAbsent(object, change);
        }
        if (look.state == State.NOT_GOING_OUT) {
            underway.remove(object);
            return Optional.empty();
        }
        if (change.equals(over.get(object))) {
            underway.remove(object);
            return Optional.empty();
        }
        Underway before = underway.get(object);
        Underway going = before != null && before.change.generation == look.generation
                ? new Underway(change, before.since, look.staged)
                : new Underway(change, begun, look.staged);
        if (look.state == State.UNDER_WAY) {
            underway.put(object, going);
            return Optional.empty();
        }
        underway.remove(object);
        over.put(object, change);
        return Optional.of(Duration.between(going.since, now));
    }

    /** Forgets an object that is gone. */
    public synchronized void forget(Subject object) {
        underway.remove(object);
        over.remove(object);
    }

    /** Those under way, by label values: kind, and whether by stages. */
    synchronized Map<List<String>, Going> going() {
        Map<List<String>, Going> all = new HashMap<>();
        underway.forEach((object, one) -> all.merge(
                List.of(object.kind().label(), Boolean.toString(one.staged)),
                new Going(1, one.since),
                RolloutTimes::together));
        return all;
    }

    private static Going together(Going one, Going other) {
        return new Going(one.count + other.count, one.oldest.isBefore(other.oldest) ? one.oldest : other.oldest);
    }
}
