package dev.portcullis.operator.observing;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.observation.Observations;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the NodeObservations, and folds what all nodes tell of each ProfileObservation. */
public final class NodeObservationWatch {

    private static final String OWNER = "ProfileObservation";

    /** Each can be some hundred kilobytes large. */
    private static final long PAGE = 50;

    private static final Logger log = LoggerFactory.getLogger(NodeObservationWatch.class);

    private record Fold(long version, Observations seen) {}

    private final KubernetesClient client;
    private final NodeReports reports;
    private final FoldPace pace = new FoldPace();
    private final Map<String, Fold> folds = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Clock clock;
    private @Nullable SharedIndexInformer<NodeObservation> informer;

    public NodeObservationWatch(KubernetesClient client, Clock clock) {
        this.client = client;
        this.reports = new NodeReports(client.getKubernetesSerialization());
        this.clock = clock;
    }

    /** Tells the listener the name of each observation of which there is news; returns when all that exists has been read. */
    public void listen(Consumer<String> listener) {
        SharedIndexInformer<NodeObservation> started = client.resources(NodeObservation.class)
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new TransformingItemStore<>((UnaryOperator<NodeObservation>) NodeObservationWatch::slim));
        synchronized (this) {
            informer = started;
        }
        started.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(NodeObservation added) {
                told(added, listener);
            }

            @Override
            public void onUpdate(NodeObservation before, NodeObservation after) {
                told(after, listener);
            }

            @Override
            public void onDelete(NodeObservation deleted, boolean finalStateUnknown) {
                owner(deleted).ifPresent(owner -> {
                    reports.remove(owner.getUid(), deleted.getMetadata().getName());
                    listener.accept(owner.getName());
                });
            }
        });
        // Waits for a missing permission: an upgrade may grant it a moment later.
        started.exceptionHandler((isStarted, e) -> {
            log.error(
                    "cannot read NodeObservations, and tells nothing of observations until it can: {}", e.getMessage());
            return true;
        });
        // A stop need not wait for what exists.
        CompletableFuture.anyOf(started.start().toCompletableFuture(), over).join();
    }

    /** Ends the watch. */
    public synchronized void end() {
        over.complete(null);
        if (informer != null) {
            informer.stop();
            informer = null;
        }
    }

    public synchronized boolean isWatching() {
        return informer != null && informer.isWatching();
    }

    /**
     * What was seen on all nodes, as of now or as of the last fold; empty when nothing was.
     *
     * @param uid the observation's
     */
    public Optional<Observations> seen(String uid) {
        long version = reports.version(uid);
        Fold last = folds.get(uid);
        Instant now = clock.instant();
        if (last != null && (last.version == version || pace.delay(uid, now).isPositive())) {
            return Optional.of(last.seen);
        }
        if (version == 0) {
            return Optional.empty();
        }
        long began = System.nanoTime();
        Observations seen = Observations.of(reports.of(uid));
        folds.put(uid, new Fold(version, seen));
        pace.folded(uid, Duration.ofNanos(System.nanoTime() - began), now);
        return Optional.of(seen);
    }

    /** The delay until {@link #seen} can tell what came meanwhile; empty when nothing did. */
    public Optional<Duration> news(String uid) {
        Fold last = folds.get(uid);
        return last == null || last.version == reports.version(uid)
                ? Optional.empty()
                : Optional.of(pace.delay(uid, clock.instant()));
    }

    /** Forgets an observation that is gone. */
    public void forget(String uid) {
        reports.forget(uid);
        folds.remove(uid);
        pace.forget(uid);
    }

    private void told(NodeObservation told, Consumer<String> listener) {
        NodeObservationStatus status = told.getStatus();
        if (status != null) {
            owner(told).ifPresent(owner -> {
                reports.put(owner.getUid(), told.getMetadata().getName(), status);
                listener.accept(owner.getName());
            });
        }
    }

    private static Optional<OwnerReference> owner(NodeObservation object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> OWNER.equals(owner.getKind()))
                .findFirst();
    }

    /** Without what was seen, which is kept compressed. */
    private static NodeObservation slim(NodeObservation object) {
        NodeObservation slim = new NodeObservation();
        slim.setMetadata(new ObjectMetaBuilder()
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .withOwnerReferences(object.getMetadata().getOwnerReferences())
                .build());
        return slim;
    }
}
