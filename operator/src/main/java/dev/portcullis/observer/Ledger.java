package dev.portcullis.observer;

import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.NodeTally;
import dev.portcullis.observation.ObservingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The counts of all observations on this node, and when they are told. For the loop's thread alone. */
final class Ledger {

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    /** More than a cluster has; each takes up to some hundred kilobytes. */
    private static final int MAX_OBSERVATIONS = 128;

    /** Many short programs in containers must not cost a file each. */
    private static final Duration WRITE_INTERVAL = Duration.ofMillis(200);

    private static final String ENDED =
            "an observer ended while containers ran, and none took over: later calls of these"
                    + " failed uncounted, of which one each is reckoned";

    private static final String UNREADABLE =
            "the counts since the last report of the observer before could not be read";

    private final ObservingNode node;
    private final OpenListeners file;
    private final ObserverMetrics metrics;
    private final Map<String, Observed> byUid = new LinkedHashMap<>();
    private @Nullable NodeObservationReporter reporter;
    private boolean listenersChanged;
    private long nextWrite = System.nanoTime();

    Ledger(ObservingNode node, OpenListeners file, ObserverMetrics metrics) {
        this.node = node;
        this.file = file;
        this.metrics = metrics;
    }

    /** Tells counts by this from now on; null to tell nothing, because another observer does. */
    void tellBy(@Nullable NodeObservationReporter one) {
        reporter = one;
    }

    /** The observation that a document is of; empty when there are too many. */
    Optional<Observed> of(ListenerMetadata metadata) {
        Observed found = byUid.get(metadata.uid());
        if (found == null) {
            if (byUid.size() >= MAX_OBSERVATIONS && !forgetOne()) {
                return Optional.empty();
            }
            found = add(metadata.observation(), metadata.uid(), new NodeTally(metadata.arguments()), false);
        } else {
            found.tally().tell(metadata.arguments());
        }
        return Optional.of(found);
    }

    /** Adds counts that a predecessor handed over. */
    void add(Estate.Counts counts) {
        try {
            Observed added =
                    add(counts.observation(), counts.uid(), NodeTally.handedOver(counts.tally()), counts.whole());
            changed(added, true);
        } catch (IllegalArgumentException e) {
            log.warn("Cannot read counts of the observer before this one: {}", e.getMessage());
            // What the predecessor told already is read back; nobody else has the rest.
            lost(add(counts.observation(), counts.uid(), new NodeTally(Map.of()), false), 1, UNREADABLE);
        }
    }

    /** All counts, to hand over. */
    List<Estate.Counts> counts() {
        return byUid.values().stream()
                .map(one -> new Estate.Counts(
                        one.name(), one.uid(), one.whole(), one.tally().handover()))
                .toList();
    }

    /** Forgets everything, because another observer has it. */
    void clear() {
        byUid.clear();
        metrics.observations(0);
    }

    /** Notes a change of counts. */
    void changed(Observed observed, boolean denial) {
        observed.pace().changed(System.nanoTime(), denial);
    }

    /** Notes that a listener was opened or closed. */
    void listenersChanged() {
        listenersChanged = true;
    }

    /** Notes calls that nobody counted. */
    void lost(Observed observed, long calls, String reason) {
        observed.tally().lost(calls, reason);
        metrics.lost(calls);
        log.atWarn()
                .addKeyValue("observation", observed.name())
                .addKeyValue("lost", calls)
                .log("Calls were lost: {}", reason);
        changed(observed, true);
    }

    /** Notes what an observer lost that ended without a successor. */
    void learnOfEnd() {
        try {
            for (OpenListeners.Entry ended : file.ended()) {
                Observed observed = add(ended.observation(), ended.uid(), new NodeTally(Map.of()), false);
                lost(observed, ended.listeners(), ENDED);
            }
        } catch (IOException e) {
            log.warn("Cannot learn whether an observer ended before: {}", e.getMessage());
        }
        listenersChanged = true;
    }

    /** Adds what observers before have told, to counts that do not hold it yet. */
    void previous(String uid, Optional<NodeObservationStatus> before) {
        Observed observed = byUid.get(uid);
        if (observed != null && !observed.whole()) {
            before.ifPresent(observed.tally()::add);
            observed.completed();
            changed(observed, true);
        }
    }

    /** The nanoseconds until something is to be told; the greatest number when nothing is. */
    long untilDue(long now) {
        long wait = Long.MAX_VALUE;
        for (Observed one : byUid.values()) {
            if (one.pace().isPending()) {
                wait = Math.min(wait, Math.max(0, one.pace().due() - now));
            }
        }
        return listenersChanged ? Math.min(wait, Math.max(0, nextWrite - now)) : wait;
    }

    /** Tells all counts that are due, and which listeners are open. */
    void tell(long now) {
        for (Observed one : byUid.values()) {
            if (one.pace().isPending() && one.pace().due() - now <= 0) {
                tell(one, now);
            }
        }
        if (listenersChanged && nextWrite - now <= 0) {
            nextWrite = now + WRITE_INTERVAL.toNanos();
            writeListeners();
        }
    }

    /** Tells all counts that changed, due or not. */
    void tellAll() {
        long now = System.nanoTime();
        for (Observed one : byUid.values()) {
            if (one.pace().isPending()) {
                tell(one, now);
            }
        }
        writeListeners();
    }

    private void tell(Observed one, long now) {
        one.pace().told(now);
        if (reporter != null) {
            reporter.report(new NodeObservationReporter.Report(
                    one.name(), one.uid(), one.whole(), one.tally().status(node)));
        }
    }

    private void writeListeners() {
        if (!listenersChanged || reporter == null) {
            return;
        }
        listenersChanged = false;
        try {
            file.write(List.copyOf(byUid.values()));
        } catch (IOException e) {
            log.warn("Cannot write which listeners are open: {}", e.getMessage());
        }
    }

    private Observed add(String name, String uid, NodeTally tally, boolean whole) {
        Observed added = new Observed(name, uid, tally, whole);
        byUid.put(uid, added);
        metrics.observations(byUid.size());
        return added;
    }

    /** Forgets an observation without listeners whose counts are told; it is read back when it comes again. */
    private boolean forgetOne() {
        Optional<Observed> idle = byUid.values().stream()
                .filter(one -> one.listeners() == 0 && !one.pace().isPending())
                .findFirst();
        idle.ifPresent(one -> {
            byUid.remove(one.uid());
            if (reporter != null) {
                reporter.forget(one.uid());
            }
        });
        return idle.isPresent();
    }
}
