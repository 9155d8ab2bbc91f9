package dev.portcullis.operator.staging;

import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory.Since;
import dev.portcullis.rendition.StagedCarrier;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.PodList;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.wording.NameList;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for containers that started with the new contents of a file, and then crashed or could not start. All rollouts
 * share one listing of pods, and none is made while no rollout asks.
 */
public final class PodHealth {

    /** The shortest time from the end of one listing to the next. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    /** More are not remembered: each of them stops some rollout. */
    private static final int MAX_TROUBLES = 10_000;

    private static final String CRASHES = "CrashLoopBackOff";
    private static final Set<String> CANNOT_START = Set.of("CreateContainerError", "RunContainerError");
    private static final Logger log = LoggerFactory.getLogger(PodHealth.class);

    /**
     * A container that does not run as it should, or has not.
     *
     * @param container what is known of it
     * @param file the file of ours that it uses
     */
    private record Trouble(RunningContainer container, FilePath file) {

        /** What is wrong with it, if that began with the new contents. */
        Optional<String> since(Instant time) {
            RunningContainer.Waiting waiting = container.waiting();
            if (waiting != null && CANNOT_START.contains(waiting.reason())) {
                return Optional.of(waiting.reason());
            }
            Instant last = container.lastStartedAt();
            return last == null || last.isBefore(time)
                    ? Optional.empty()
                    : Optional.of(waiting == null ? "crashed, and was started again" : waiting.reason());
        }
    }

    private record Listing(Instant begun, Instant ended, List<Trouble> troubles) {}

    /** Takes containers one by one, and keeps those that concern a gate. */
    private static final class Reading implements Consumer<RunningContainer> {

        private final List<Trouble> troubles = new ArrayList<>();

        @Override
        public void accept(RunningContainer container) {
            RunningContainer.Waiting waiting = container.waiting();
            boolean troubled = waiting == null
                    ? container.restarts() > 0 && container.lastStartedAt() != null
                    : waiting.reason().equals(CRASHES) || CANNOT_START.contains(waiting.reason());
            if (troubled && troubles.size() < MAX_TROUBLES) {
                container.seccomp().ours().ifPresent(file -> troubles.add(new Trouble(container, file)));
            }
        }
    }

    private final Function<Supplier<Reading>, Reading> pods;
    private final Function<String, NodeHistory> histories;
    private final Clock clock;
    private final ReentrantLock listing = new ReentrantLock();
    private volatile @Nullable Listing latest;

    /**
     * Looks at the pods of a list.
     *
     * @param histories since when a node has which revision
     */
    public PodHealth(PodList pods, Function<String, NodeHistory> histories, Clock clock) {
        this.pods = pods::runningOrWaiting;
        this.histories = histories;
        this.clock = clock;
    }

    /** The gate of one object, whose files this ConfigMap carries. */
    public RolloutGate of(Subject subject, ConfigMap carrier) {
        FilePath file = new FilePath(subject.kind(), subject.name(), Content.SECCOMP);
        return (nodes, notBefore) -> listing(notBefore)
                .map(found -> verdict(found, file, carrier, nodes))
                .orElse(RolloutGate.Verdict.NOT_YET);
    }

    private RolloutGate.Verdict verdict(Listing found, FilePath file, ConfigMap carrier, Set<String> nodes) {
        List<String> unwell = found.troubles.stream()
                .filter(trouble -> trouble.file.equals(file))
                .filter(trouble -> nodes.contains(trouble.container.node()))
                .flatMap(trouble -> unwell(trouble, carrier).stream())
                .sorted()
                .toList();
        return unwell.isEmpty() ? RolloutGate.Verdict.YES : RolloutGate.Verdict.no(NameList.of(unwell));
    }

    private Optional<String> unwell(Trouble trouble, ConfigMap carrier) {
        RunningContainer container = trouble.container;
        Since since = histories
                .apply(container.node())
                .since(trouble.file, StagedCarrier.revision(container.node(), carrier));
        Optional<Instant> time =
                switch (since) {
                    case Since.Known known -> Optional.of(known.time());
                    case Since.AtTheLatest first -> Optional.of(first.time());
                    case Since.NotYet notYet -> Optional.empty();
                };
        return time.flatMap(trouble::since)
                .map(what -> "container " + container.container() + " of pod " + container.namespace() + "/"
                        + container.pod() + " on " + container.node() + ": " + what);
    }

    /** A listing begun at this moment or later; empty when the caller must ask again. */
    private Optional<Listing> listing(Instant notBefore) {
        Optional<Listing> last = Optional.ofNullable(latest);
        if (last.filter(found -> !found.begun.isBefore(notBefore)).isPresent()) {
            return last;
        }
        if (!listing.tryLock()) {
            return Optional.empty();
        }
        try {
            Instant now = clock.instant();
            boolean tooSoon = last.filter(found -> now.isBefore(found.ended.plus(PAUSE)))
                    .filter(found -> !now.isBefore(found.begun))
                    .isPresent();
            return tooSoon ? Optional.empty() : Optional.of(list(now));
        } catch (KubernetesClientException e) {
            log.warn("cannot list pods, so no gate opens: {}", e.getMessage());
            return Optional.empty();
        } finally {
            listing.unlock();
        }
    }

    private Listing list(Instant now) {
        List<Trouble> troubles = pods.apply(Reading::new).troubles;
        Listing found = new Listing(now, clock.instant(), troubles);
        latest = found;
        return found;
    }
}
