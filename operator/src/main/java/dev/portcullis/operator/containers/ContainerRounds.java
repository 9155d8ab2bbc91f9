package dev.portcullis.operator.containers;

import dev.portcullis.usage.RunningContainer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the cluster's containers in rounds, page by page, on a thread of its own. One round serves everybody who asks;
 * while nobody does, nothing is listed. Rounds come soon after something happened, then ever more rarely; see
 * {@link RoundPace}.
 */
public final class ContainerRounds implements AutoCloseable {

    /** The patience of somebody who has news. */
    public static final Duration SOON = RoundPace.SHORTEST;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ContainerRounds.class);

    /** Somebody who wants to know what runs. Called on the rounds' thread. */
    public interface Asker {

        /** Returns whether the next round is to be for it too. */
        boolean asks();

        /** The longest pause between two rounds that it bears, if they take no long time. */
        default Duration patience() {
            return RoundPace.LONGEST;
        }

        /** Begins to take a list; what was begun before and is not done is void. */
        Taker begin();
    }

    /** Takes the containers of one list; those of one pod follow each other. */
    public interface Taker extends Consumer<RunningContainer> {

        /** The list was complete. */
        void done();
    }

    /** The client's part: hands every container that runs or waits to a visitor, a new one when the list begins again. */
    public interface Listing {
        Consumer<RunningContainer> list(Supplier<Consumer<RunningContainer>> visitor);
    }

    private final Listing pods;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final List<Asker> askers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean hastened = new AtomicBoolean();
    private final RoundPace pace = new RoundPace();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("containers").daemon().factory());

    /**
     * Does nothing before {@link #start}.
     *
     * @param leads whether this process is the one that writes
     */
    public ContainerRounds(Listing pods, BooleanSupplier leads, Clock clock) {
        this.pods = pods;
        this.leads = leads;
        this.clock = clock;
    }

    /** Adds somebody who asks, before the start or after it. */
    public void add(Asker asker) {
        askers.add(asker);
    }

    /** Starts the rounds. */
    // A turn never fails, and the schedule ends with its thread.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::turn, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Brings the next round forward: something happened that changes the answers. Any thread may call. */
    public void hasten() {
        hastened.set(true);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Makes a round if one is due. */
    void turn() {
        try {
            List<Asker> asking =
                    leads.getAsBoolean() ? askers.stream().filter(Asker::asks).toList() : List.of();
            if (hastened.getAndSet(false)) {
                pace.hasten();
            }
            Instant begun = clock.instant();
            if (!asking.isEmpty() && pace.due(begun, patience(asking))) {
                round(asking, begun);
            }
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            log.atError().setCause(e).log("cannot look at what runs");
        }
    }

    private static Duration patience(List<Asker> asking) {
        return asking.stream()
                .map(Asker::patience)
                .min(Comparator.naturalOrder())
                .orElse(RoundPace.LONGEST);
    }

    private void round(List<Asker> asking, Instant begun) {
        try {
            Audience[] last = {new Audience(List.of())};
            pods.list(() ->
                    last[0] = new Audience(asking.stream().map(Asker::begin).toList()));
            last[0].done();
        } catch (KubernetesClientException e) {
            log.atWarn().log("cannot list pods: {}", e.getMessage());
        } finally {
            pace.done(begun, clock.instant());
        }
    }

    private record Audience(List<Taker> takers) implements Consumer<RunningContainer> {

        @Override
        public void accept(RunningContainer container) {
            takers.forEach(taker -> taker.accept(container));
        }

        void done() {
            takers.forEach(Taker::done);
        }
    }
}
