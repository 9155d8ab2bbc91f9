package dev.portcullis.operator.enforcement;

import dev.portcullis.admission.TakeUp;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.wording.NameList;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decision whether pods are sent to a policy's seccomp file. They are once every available node has it. Nodes that
 * cannot write it, or do not answer for too long, do not delay the others: a pod on such a node waits there for its
 * file.
 *
 * @param since when pods were first sent there, RFC 3339; null when they are not
 * @param waitingSince when the wait for nodes began, RFC 3339; null when every available node has had the file once
 * @param takenUp whether every API server sends silent pods there by now, so that other pods can be held to it
 * @param without names of the nodes that have not had it; those without any report are not named
 */
public record Availability(
        @Nullable String since, @Nullable String waitingSince, boolean takenUp, List<String> without) {

    /** The longest wait for nodes that do not answer. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** There is no file to send pods to, or it is not for every node. */
    public static final Availability NO_FILE = new Availability(null, null, false, List.of());

    /** Copies what it is given. */
    public Availability {
        without = List.copyOf(without);
    }

    /**
     * Decides as of now. A node that comes later, or a new document, changes no earlier yes; a file that only some nodes get
     * does.
     *
     * @param since {@link #since} in the last status, which remembers the decision
     * @param waitingSince {@link #waitingSince} there
     * @param hasFile whether a seccomp file is being carried to the nodes
     * @param progress the rollout of the file
     */
    public static Availability of(
            @Nullable String since, @Nullable String waitingSince, boolean hasFile, Progress progress, Instant now) {
        // A pod that is sent to the file could come to a node outside the pool.
        if (!hasFile || progress.pool().pooled()) {
            return NO_FILE;
        }
        String present = now.truncatedTo(ChronoUnit.SECONDS).toString();
        boolean everywhere = progress.complete();
        if (everywhere || (since != null && waitingSince == null)) {
            return since(since == null ? present : since, null, List.of(), now);
        }
        String waiting = waitingSince == null ? present : waitingSince;
        boolean failed = progress.settled() && !progress.failures().isEmpty();
        boolean over = failed || !now.isBefore(Instant.parse(waiting).plus(PATIENCE));
        List<String> without = Stream.concat(
                        progress.failures().stream().map(NodeFailure::node), progress.waitingFor().stream())
                .sorted()
                .toList();
        return since(since == null && over ? present : since, waiting, without, now);
    }

    private static Availability since(
            @Nullable String since, @Nullable String waitingSince, List<String> without, Instant now) {
        boolean takenUp = since != null && !now.isBefore(Instant.parse(since).plus(TakeUp.EVERYWHERE));
        return new Availability(since, waitingSince, takenUp, without);
    }

    /** Returns whether pods are sent to the file. */
    public boolean available() {
        return since != null;
    }

    /**
     * Returns whether pods are held to the file.
     *
     * @param filled whether silent pods are filled in: until that is taken up, they would be refused
     */
    boolean holds(boolean filled) {
        return filled ? takenUp : available();
    }

    /** The time after which this changes even if nothing happens; empty when it does not. */
    public Optional<Duration> left(Instant now) {
        if (since != null) {
            return takenUp
                    ? Optional.empty()
                    : Optional.of(Duration.between(now, Instant.parse(since).plus(TakeUp.EVERYWHERE)));
        }
        return waitingSince == null
                ? Optional.empty()
                : Optional.of(Duration.between(now, Instant.parse(waitingSince).plus(PATIENCE)));
    }

    /** The nodes without it, as messages name them. */
    String nodes() {
        return without.isEmpty() ? "nodes that have not reported" : NameList.of(without);
    }
}
