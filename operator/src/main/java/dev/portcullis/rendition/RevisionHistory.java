package dev.portcullis.rendition;

import dev.portcullis.api.Attestation;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Since when a node has which revision of the renditions. It may know too little and then answers too late, never too
 * early.
 *
 * @param moments by revision, oldest first
 */
public record RevisionHistory(List<Moment> moments) {

    /** The history of a node that has told nothing yet. */
    public static final RevisionHistory NONE = new RevisionHistory(List.of());

    /**
     * What was on disk at one moment.
     *
     * @param revision everything up to this one was there
     * @param time by the node's clock
     */
    public record Moment(long revision, Instant time) {}

    /** The answer to "since when does the node have this revision". */
    public sealed interface Since {

        /**
         * For certain, and no earlier.
         *
         * @param time by the node's clock
         */
        record Known(Instant time) implements Since {}

        /**
         * The history begins with this revision or a later one: the node had it at that moment, and perhaps before.
         *
         * @param time the history's first moment
         */
        record AtTheLatest(Instant time) implements Since {}

        /** The node does not have it yet, as far as it has told. */
        record NotYet() implements Since {}
    }

    /** Which revisions matter: those at which a rendition that the node keeps was changed last. */
    public interface Changes {

        /** Returns whether one of them is above {@code after}, and not above {@code upTo}. */
        boolean any(long after, long upTo);
    }

    public RevisionHistory {
        moments = List.copyOf(moments);
    }

    /** The history that a node's report tells. */
    public static RevisionHistory of(NodeSyncStatus status) {
        return of(status.history());
    }

    /** The history in a report; one that cannot be read is no history. */
    public static RevisionHistory of(List<Attestation> attested) {
        List<Moment> moments = new ArrayList<>();
        for (Attestation attestation : attested) {
            Optional<Instant> time = time(attestation.time());
            boolean rises = moments.isEmpty() || moments.getLast().revision < attestation.revision();
            if (time.isEmpty() || !rises) {
                return NONE;
            }
            moments.add(new Moment(attestation.revision(), time.get()));
        }
        return new RevisionHistory(moments);
    }

    /** The history as a report tells it. */
    public List<Attestation> attested() {
        return moments.stream()
                .map(moment -> new Attestation(moment.revision, text(moment.time)))
                .toList();
    }

    /** Since when the node has everything up to this revision. */
    public Since since(long revision) {
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            if (moment.revision >= revision) {
                return i == 0 ? new Since.AtTheLatest(moment.time) : new Since.Known(moment.time);
            }
        }
        return new Since.NotYet();
    }

    /**
     * The history with one more moment, if that tells anything new.
     *
     * @param now what is on disk
     * @param changes what matters: a moment that concerns no rendition is not kept
     */
    public RevisionHistory with(Moment now, Changes changes) {
        if (moments.isEmpty()) {
            return new RevisionHistory(List.of(now));
        }
        if (!changes.any(moments.getLast().revision, now.revision)) {
            return this;
        }
        List<Moment> longer = Stream.concat(moments.stream(), Stream.of(now)).toList();
        return new RevisionHistory(longer).shortened(changes);
    }

    /** Drops what concerns no rendition. The first moment stays while there is room: it says where the history begins. */
    private RevisionHistory shortened(Changes changes) {
        if (moments.size() <= NodeSync.MAX_ATTESTED) {
            return this;
        }
        List<Moment> kept = new ArrayList<>(List.of(moments.getFirst()));
        for (int i = 1; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            if (changes.any(moments.get(i - 1).revision, moment.revision)) {
                kept.add(moment);
            }
        }
        return new RevisionHistory(kept.subList(Math.max(0, kept.size() - NodeSync.MAX_ATTESTED), kept.size()));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Up to a second late: the starts of containers are told in whole seconds. */
    private static String text(Instant time) {
        return time.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
